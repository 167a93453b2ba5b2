import math


area = lambda r: math.pi * r * r


def perimeter(r):
    return 2 * math.pi * r
