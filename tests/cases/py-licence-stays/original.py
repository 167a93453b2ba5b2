# Copyright 2021 The Example Authors
import os


def main():
    return os.name
