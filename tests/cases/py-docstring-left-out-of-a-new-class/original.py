class A:
    def run(self, x):
        """Runs a thing."""
        return x
