import time


class Queue:
    def __init__(self, size):
        self.size = size
        self.seen = set()

    def push(self, item):
        self.seen.add(item)
        self.items.append(item)
        self.items.sort()

    def pop(self):
        item = self.items.pop()
        self.notify(item)
        return item

    def was_seen(self, item):
        return item in self.seen


def drain(queue):
    while queue.items:
        queue.pop()
    time.sleep(1)
