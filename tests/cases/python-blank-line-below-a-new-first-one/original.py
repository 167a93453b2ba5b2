class Still:
    def heat(self, mash):
        self.fire(mash)

    def run(self, mash):
        return self.collect(mash.first.vapour, mash.second.vapour, slow=True)
