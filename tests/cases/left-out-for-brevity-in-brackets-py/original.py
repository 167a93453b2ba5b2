import json
import logging

log = logging.getLogger(__name__)


class Store:
    """Keeps records in a file."""

    def __init__(self, path, limit=100):
        self.path = path
        self.limit = limit
        self.cache = {}

    def load(self):
        with open(self.path) as f:
            rows = json.load(f)
        self.cache = {r["id"]: r for r in rows}
        return self.cache

    def session(self):
        return dict(self.cache)

    def save(self):
        rows = list(self.cache.values())
        with open(self.path, "w") as f:
            json.dump(rows, f)

    def drop(self, key):
        if key not in self.cache:
            log.warning("missing %s", key)
            return
        self.cache.pop(key, None)


def audit(store):
    for key in store.cache:
        log.info("has %s", key)


def main():
    store = Store("records.json")
    store.load()
    audit(store)
    print(len(store.cache))
