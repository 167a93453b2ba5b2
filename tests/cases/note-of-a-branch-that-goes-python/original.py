class Depot:
    def __init__(self, options):
        self.name = options.name
        try:
            self.rooms = options.rooms
        except AttributeError:
            # Options of the first kind have a list of names.
            self.rooms = tuple(
                Room(name) for name in options.names
            )

    def size(self):
        return len(self.rooms)
