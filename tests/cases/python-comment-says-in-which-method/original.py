class Ledger:
    def post_entry(self, entry):
        self.check(entry)
        total = self.sum(entry)
        return total
