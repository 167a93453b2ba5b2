LIMIT = 10


class Shop:
    def open(self):
        self.lights = True

    def close(self):
        self.lights = False


def main():
    Shop().open()
