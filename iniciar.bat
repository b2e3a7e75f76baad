@echo off
rem Abre o Caderno de Redes no Windows: dois cliques, ou iniciar.bat [comando] [opções].
chcp 65001 >nul
setlocal
for %%V in (3.13 3.12 3.11) do (
    py -%%V -c "" >nul 2>&1 && (
        py -%%V "%~dp0iniciar.py" %*
        goto fim
    )
)
python -c "" >nul 2>&1 && (
    python "%~dp0iniciar.py" %*
    goto fim
)
echo Falta o Python: instale o 3.11, o 3.12 ou o 3.13 (python.org), marque "Add python.exe to PATH" e tente de novo.
:fim
set codigo=%errorlevel%
rem Sem isto, a janela aberta com dois cliques some antes que se leia o aviso.
if not "%codigo%"=="0" pause
exit /b %codigo%
