"""O que vale para todos os testes."""

from hypothesis import settings

# O relógio de uma máquina ocupada não é defeito do programa: os tempos se medem em benchmarks/.
settings.register_profile("caderno", deadline=None, max_examples=60)
settings.load_profile("caderno")
