#!/usr/bin/env python3
# Copyright 2019-2024 The Bakers
# License: MIT
"""Bakes."""

import sys


def main():
    print(sys.argv)


main()
