"""Matching the words of two texts: which new word each old word became."""
