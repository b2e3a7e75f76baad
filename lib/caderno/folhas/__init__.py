"""O que `planilha` usa por dentro: abrir arquivos, achar a tabela, casar colunas e escrever folhas.

Quem está fora daqui usa `caderno.planilha`. Nada se importa neste arquivo: o processo que abre
arquivos alheios (`celulas`) passa por ele e precisa começar depressa.
"""
