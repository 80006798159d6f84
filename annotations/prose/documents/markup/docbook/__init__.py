"""Books and articles in DocBook: rewritten so that pandoc passes over none of their words."""
