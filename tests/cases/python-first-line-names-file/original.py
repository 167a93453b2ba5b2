# store.py
# Copyright the authors of the store

import json


def load(path):
    return json.loads(path.read_text())
