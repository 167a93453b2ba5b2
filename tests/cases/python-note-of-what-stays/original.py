class Store:
    def open(self):
        self.load()
        self.check()
        self.warm()
        self.state = "open"
