import os


class Loom:
    """Weaves."""

    def weave(self):
        return os.urandom(8)


def main():
    loom = Loom()
    print(loom.weave())
