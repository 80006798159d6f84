"""Plain text: identifiers, and references in words."""
