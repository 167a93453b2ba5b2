import os
import sys


def load(path):
    import csv

    with open(path) as handle:
        rows = list(csv.reader(handle))
    rows.sort()
    return [row[0] for row in rows]


def main():
    load(sys.argv[1])
