import os

# =====================
# Reading
# =====================


def read_tide(port):
    path = os.path.join(ROOT, port)
    with open(path) as file:
        return parse(file)


def read_wind(port):
    path = os.path.join(ROOT, port, "wind")
    with open(path) as file:
        return parse(file)


# =====================
# Writing
# =====================


def write_tide(port, level):
    with open(os.path.join(ROOT, port), "w") as file:
        file.write(level)
