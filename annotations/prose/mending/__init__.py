"""Mending the blocks of a text before it is kept: split, join, drop, retype."""
