# helpers


def parse(s):
    return s.split()


# parse no longer used by the command line (2019), kept for plugins


def read(f):
    return f.read()


def write(f, s):
    f.write(s)
