class Stack:
    def __init__(self):
        self.items = []

    def close(self):
        self.items.clear()
        print("closed")


def load(path):
    return open(path).read()
