class Store:
    def save(self, item):
        self.validate(item)
        if item.dirty:
            item.version += 1
            self.session.add(item)
            self.session.commit()
        for watcher in self.watchers:
            watcher.notify(item)
        return item

    def load(self, key):
        return self.session.get(key)
