class Pot:
    """
    Holds soup over a fire.

    * `size` - How many litres it holds.
    * `lid` - Whether it has a lid.
    """

    def __init__(self, size=3, lid=True):
        self.size = size
        self.lid = lid

    def pour(self):
        return self.size
