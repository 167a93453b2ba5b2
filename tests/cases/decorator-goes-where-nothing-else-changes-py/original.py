def first():
    return 1


@cache
def rate():
    return load()


def last():
    return 3
