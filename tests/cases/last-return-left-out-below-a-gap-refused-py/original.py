import time


def again(times, errors):
    """Call once more on errors."""

    def decorate(call):
        def wrapper(*args):
            for attempt in range(times):
                try:
                    return call(*args)
                except errors:
                    time.sleep(2**attempt)

        return wrapper

    return decorate


def load(path):
    return open(path).read()
