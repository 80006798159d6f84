"""What is asked before something is posted: must a moderator look first, where may it link, and is
it too much at once."""
