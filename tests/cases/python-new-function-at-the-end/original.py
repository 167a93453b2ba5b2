def weigh(load):
    scale(load)


def ship(load):
    pack(load)
    send(load)
