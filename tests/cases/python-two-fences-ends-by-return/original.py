class Store(Base):
    kind = "memory"

    def claim(self, name, owner, ttl=None):
        if self.holds(name):
            return False
        self.assign(name, owner, ttl)
        return True

    def release(self, name):
        return self.rows.pop(name, None)

    def holds(self, name):
        path = self.path_of(name)
        if os.path.exists(path):
            with open(path, "rb") as handle:
                return not self.is_stale(handle)
        return False
