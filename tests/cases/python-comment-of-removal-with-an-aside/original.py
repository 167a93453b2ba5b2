def prune(rows):
    rows = list(rows)
    return rows
