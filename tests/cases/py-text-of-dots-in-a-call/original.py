def build():
    """Builds the text."""
    parts = []
    return parts
