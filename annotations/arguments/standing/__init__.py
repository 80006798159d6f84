"""Whether each claim withstands the counterpoints to it: computed, put in words, cached."""
