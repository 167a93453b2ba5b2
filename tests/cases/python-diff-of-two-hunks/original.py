import os
import sys


def main():
    path = sys.argv[1]
    print(os.stat(path))
