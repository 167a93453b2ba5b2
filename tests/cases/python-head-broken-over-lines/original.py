class Conf:
    def load(self, obj: object | str) -> None:
        """Reads all of it.

        Names in capitals alone.
        """
        if isinstance(obj, str):
            obj = find(obj)
        for key in dir(obj):
            if key.isupper():
                self[key] = getattr(obj, key)

    def load_file(
        self,
        name: str,
    ) -> None:
        self.load(read(name))
