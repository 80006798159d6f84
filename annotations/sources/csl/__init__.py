"""The description of a work in CSL-JSON: its fields, names, dates, identifiers and addresses."""
