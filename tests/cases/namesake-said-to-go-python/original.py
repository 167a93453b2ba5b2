import math


def mass(body):
    return body.volume * body.density


def weight(body):
    return mass(body) * 10


def weight(body):
    return mass(body) * 9.81


def fall(height):
    return math.sqrt(2 * height / 9.81)


def drag(body):
    return body.area / 2
