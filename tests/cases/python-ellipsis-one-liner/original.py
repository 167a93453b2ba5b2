class A:
    def one(self): return self.x

    def two(self):
        c()
