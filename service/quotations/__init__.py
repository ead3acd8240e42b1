"""Who said what in a text, as it quotes them."""
