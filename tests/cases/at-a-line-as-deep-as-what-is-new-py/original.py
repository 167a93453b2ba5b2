def f(a):
    """Doc."""
    if a:
        x = 1
        go(x)
    else:
        # none
        stop()
    return a


def g(a):
    for i in a:
        go(i)
