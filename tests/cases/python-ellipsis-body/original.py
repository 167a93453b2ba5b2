class A:
    def one(self):
        a()
        b()

    def two(self):
        c()
