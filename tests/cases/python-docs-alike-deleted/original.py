# Alpha does it.
def alpha(a):
    one(a)
    return 1


# Beta does it.
def beta(b):
    two(b)
    return 2


# Gamma does it.
def gamma(c):
    three(c)
    return 3
