"""Hypothesis's own API at a reading, so that its client works on a page of its own there.

A leader opens a reading to it, and the host installs the client (`client_files`). The format is
that of https://h.readthedocs.io/en/latest/api-reference/v1/; every write takes the way of the
pages.
"""
