class Pump:
    def set(self, level):
        if not 0 <= level <= 40:
            raise ValueError("level must be between 0 and 40")
        self.level = level
        self.start()
