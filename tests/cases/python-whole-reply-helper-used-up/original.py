import os
import sys

LIMIT = 10


def shorten(text):
    return text[:LIMIT]


def first(items):
    for item in items:
        if not item:
            continue
        print(item)
    return items


def second(items):
    for item in items:
        if not item:
            continue
        print(item)
    # ... more to come ...
    return items


def third(items):
    for item in items:
        print(shorten(item))
    return items


def main():
    first(sys.argv)
    second(sys.argv)
    third(sys.argv)


main()
