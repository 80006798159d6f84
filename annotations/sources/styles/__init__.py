"""The citation styles, one module each, and the parts that they share.

Every style has `reference` (the entry in a bibliography) and `in_text` (the citation in a text).
"""
