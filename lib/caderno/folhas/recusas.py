"""As frases para os arquivos que não podem ser lidos."""

from __future__ import annotations

MAIS_CELULAS = 3_000_000
COM_SENHA = "O arquivo está protegido por senha. Abra-o, tire a senha, salve e envie de novo."
ESTRAGADO = "Não consegui abrir o arquivo: parece incompleto ou estragado. Abra-o, salve como .xlsx e envie de novo."
GRANDE = "O arquivo é grande demais. Copie só as linhas que interessam para uma planilha nova e envie de novo."
VAZIO = "O arquivo está vazio. Confira se é ele mesmo e se foi salvo depois de preenchido."
NAO_E_PLANILHA = "Isto não é uma planilha: {o_que}. Envie um arquivo .xlsx, .xls, .ods ou .csv."
OUTROS_ARQUIVOS = {
    b"%PDF": "é um PDF",
    b"\x89PNG": "é uma imagem",
    b"\xff\xd8\xff": "é uma foto",
    b"GIF8": "é uma imagem",
    b"{\\rtf": "é um documento de texto",
    b"Rar!": "é um arquivo compactado",
    b"7z\xbc\xaf": "é um arquivo compactado",
    b"\x1f\x8b": "é um arquivo compactado",
    b"SQLite format 3": "é um banco de dados",
}


class ErroDePlanilha(Exception):
    """O arquivo não pode ser lido. A mensagem é uma frase para a pessoa que o enviou."""
