def first():
    return 1


# Helpers

def second():
    return 2


def third():
    return 3
