"""The argument board: one reading's argument as cards, a map and a table."""
