"""
Counts things.
"""

LIMIT = 3


def count(items):
    """
    Count the items.
    """
    return len(items)
