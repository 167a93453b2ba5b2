class Store(Base):
    kind = "memory"

    def claim(self, name, owner, ttl=None):
        if self.holds(name):
            return False
        self.assign(name, owner, ttl)
        return True

    def release(self, name):
        return self.rows.pop(name, None)

    def clear(self):
        self.rows = {}
