"""Annotations that somebody sends, read from JSON."""
