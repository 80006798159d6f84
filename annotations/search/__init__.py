"""Finding words in the text and the margin, among what its visitor may see."""
