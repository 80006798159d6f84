"""Where a passage is, and where it went when the text changed. Pure."""
