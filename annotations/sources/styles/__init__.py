"""How a work is printed: the styles' rules, one module a style."""
