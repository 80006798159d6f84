"""Checks before something is posted: must a moderator look first, does it link to a refused
domain, and has its author posted too much at once."""
