"""Word documents: what they say, repaired for pandoc, and in parts for it."""
