"""Essays, their revisions, and paragraphs that outlive them."""
