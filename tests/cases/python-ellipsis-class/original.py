class Missing(Exception):
    def __init__(self, x):
        self.x = x


class Other(Exception):
    """Other."""


def use():
    go()
