"""How truly files become essays: their words, kinds and markup, beside an independent reading."""
