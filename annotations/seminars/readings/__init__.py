"""A seminar's list of readings: adding texts, and their dates, prompts and parts."""
