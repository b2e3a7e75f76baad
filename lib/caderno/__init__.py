"""Caderno de Redes: ferramenta livre para redes de economia solidária."""

__version__ = "0.1.0"
