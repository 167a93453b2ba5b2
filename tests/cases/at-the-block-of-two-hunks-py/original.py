def a(x):
    y = x + 1
    print("start")
    print(y)
    return y


def b(x):
    y = x + 2
    print("start")
    print(y)
    return y


def c(x):
    y = x + 3
    print("start")
    print(y)
    return y
