class Quiet(Reporter):
    def summary(self, results):
        self.results = results


class Runner:
    def run(self):
        go()
