class Bag:
    def __getattr__(self, name):
        """Reads what is stored."""

        return getattr(self.__dict__['stored'], name)

    def keys(self):
        return self.__dict__['stored'].keys()
