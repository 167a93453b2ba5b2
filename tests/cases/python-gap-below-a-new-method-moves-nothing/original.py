class Report:
    def total(self):
        total = add(
            self.rows,
        )
        return total

    def names(self):
        names = []
        for row in self.rows:
            names.append(row.name)
        return names
