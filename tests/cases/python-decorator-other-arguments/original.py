class Jobs:
    @every(1)
    def one(self):
        self.run("one")

    @every(1)
    def two(self):
        self.run("two")
