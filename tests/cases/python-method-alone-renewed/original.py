class Loader:
    def load(self):
        return self.path


class FileLoader(Loader):
    def __init__(self, path, retries=3):
        self.path = path
        self.retries = retries

    def close(self):
        pass
