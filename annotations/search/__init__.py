"""Searching the text and the annotations of a reading, among what the visitor may see."""
