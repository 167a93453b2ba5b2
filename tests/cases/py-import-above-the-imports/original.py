"""Reads the reports."""
import csv
import os
from pathlib import Path

LIMIT = 10


def read(path):
    return list(csv.reader(open(path)))
