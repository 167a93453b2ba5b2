class Store:
    def open(self):
        return self.path

    def load(self):
        return read(self.path)

    def save(self):
        write(self.path)

    def drop(self):
        remove(self.path)

    def close(self):
        self.path = None
