def names(rows):
    seen = set()
    for row in rows:
        seen.add(row)
    return seen


def count(rows):
    return len(rows)
