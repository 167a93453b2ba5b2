class Store:
    def put(self, key, value):
        """
        Writes a value.

        :param key: its name
        """
        self.client.put(key, value)
        return True


class StoreError(Exception):
    """What goes wrong."""
