def read(rows):
    # max_rows is a guess
    for row in rows[:max_rows]:
        use(row)


def use(row):
    print(row)
