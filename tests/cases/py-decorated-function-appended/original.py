def one():
    a()


def two():
    b()
