"""Counterpoint's one app. Its sub-packages are rooms; README.md has the floor plan."""
