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
            data = json.load(f)
        self.cache = {r["id"]: r for r in data}
        return self.cache

    def save(self):
        rows = list(self.cache.values())
        with open(self.path, "w") as f:
            json.dump(rows, f)

    def add(self, record):
        if len(self.cache) >= self.limit:
            raise ValueError("full")
        self.cache[record["id"]] = record
        log.info("added %s", record["id"])

    def drop(self, key):
        self.cache.pop(key, None)


def main():
    store = Store("records.json")
    store.load()
    print(len(store.cache))


if __name__ == "__main__":
    main()
