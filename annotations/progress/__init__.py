"""How far a long piece of work is, reported by whatever module does it."""
