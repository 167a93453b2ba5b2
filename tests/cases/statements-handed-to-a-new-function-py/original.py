class Gate:
    def enter(self, guest):
        self.note("enter")
        entry = self.book.open(guest.name)
        entry.stamp(self.clock.now())
        self.lamp.on()
        return entry
