"""Where each annotation stands in a revision, and where a change of text takes it."""
