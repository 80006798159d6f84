"""Files of word processors (DOCX, ODT): what they say of themselves, and repairs for pandoc."""
