"""Documents read by pandoc: its process, and its tree as blocks with spans."""
