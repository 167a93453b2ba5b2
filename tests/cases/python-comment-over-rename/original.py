class Jobs:
    def one(self):
        a()

    def two(self):
        b()
