"""LaTeX in bibliographies: decoded to Unicode with CSL tags, and encoded from it."""
