import os

LIMIT = 3


def old(boat):
    return boat.age > LIMIT


class Table:
    def show(self, boats):
        return [boat for boat in boats if old(boat)]

    def hide(self):
        self.boats = []


def last(boats):
    return boats[-1]
