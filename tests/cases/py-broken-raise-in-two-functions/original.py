def count(source):
    if is_path(source):
        source = read(source)
    elif isinstance(source, Table):
        pass
    else:
        raise ValueError(
            "give a path or a table"
        )

    rows = source.rows
    return len(rows)


def names(source):
    if is_path(source):
        source = read(source)
    elif isinstance(source, Table):
        pass
    else:
        raise ValueError(
            "give a path or a table"
        )

    cells = source.head
    return list(cells)
