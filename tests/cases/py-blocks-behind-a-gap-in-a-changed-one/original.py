def a():
    x = 1
    return x


def b():
    return 2


def c():
    return 3


def d():
    return 4


def e():
    return 5
