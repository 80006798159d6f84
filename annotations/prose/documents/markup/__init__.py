"""Files that are text with markup: LaTeX, Org, RTF, JATS, DocBook, and repairs for pandoc."""
