"""The preview of a text that is brought in: what was read, its mends, and what they make of it."""
