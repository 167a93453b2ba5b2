import os

LIMIT = 3


class Kiln:
    CONES = 12
    SHELVES = 3
    PEAK = 1240

    def room(self):
        return self.CONES * LIMIT
