"""Plain text with spans that hold its markup: writing it, and formulas in it."""
