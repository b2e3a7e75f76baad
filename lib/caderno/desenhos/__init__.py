"""Os construtores de `graficos`: cada um recebe a folha, a tabela e os canais, e desenha."""
