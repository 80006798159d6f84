"""Articles in JATS: rewritten so that pandoc passes over none of their words."""
