class Account:
    def __init__(self, name):
        self.name = name
        self.rows = []

    def book(self, amount):
        self.rows.append(amount)
        return self

    def total(self):
        return sum(self.rows)


def pay(account, amount):
    account.book(-amount)
