class Missing(Exception):
    """Not there."""

    def __init__(self, name):
        super().__init__(name)
        self.name = name


class Broken(Exception):
    """Not whole."""

    code = 2
