# store/shelf.py
# Copyright (C) 2023 the shelf authors
# This module is part of the store.

"""Shelves."""


def size(shelf):
    return len(shelf.books)
