import os


def read(prefix, load, target):
    size = len(prefix)

    for key in sorted(os.environ):
        if not key.startswith(prefix):
            continue

        value = os.environ[key]

        try:
            value = load(value)
        except ValueError:
            pass

        key = key[size:]

        if "__" not in key:
            target[key] = value
            continue

        target[key.lower()] = value

    return True
