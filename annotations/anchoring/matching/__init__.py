"""Which word of the new text each word of the old one became."""
