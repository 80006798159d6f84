"""Publishing a new revision of an essay, with its annotations carried into the new text."""
