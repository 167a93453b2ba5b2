class Tank:
    def level(self, at):
        """
        Returns the level of the tank, or if it was never measured,
        the level at its start.

        :type at: float

        """
        if at is None:
            return self.start
        return self.read(at)
