def total(book):
    rows = book.rows()
    return sum(row.amount for row in rows)


def parser():
    summary = commands.add("summary")
    summary.add_argument("files", nargs="+")
    summary.set_defaults(run=total)
    return commands
