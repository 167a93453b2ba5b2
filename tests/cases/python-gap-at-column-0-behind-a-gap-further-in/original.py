def outer():
    def one():
        a = 1
        return a

    def two():
        return 2
    return one, two


def fin():
    return 3
