class A:
    def one(self):
        a()

    def go(self):
        b()
