"""Claims: who may see one and in which wording, which wordings match, and what changes them."""
