class Seen:
    def __init__(self, place):
        self.file = None
        if place:
            self.file = open(place, "a+")
            self.file.seek(0)
            self.all.update(self.file)


def main():
    return Seen("here")
