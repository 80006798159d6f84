"""Essays in Markdown beyond what the parser knows: written, and read with tables, verse, notes."""
