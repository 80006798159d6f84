"""Annotations: what readers put beside the text, and who may see it."""
