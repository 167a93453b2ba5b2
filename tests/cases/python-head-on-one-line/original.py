def open_door(
    door,
    key,
):
    if door.locked:
        door.unlock(key)
    door.turn()
    log(door)
    return door


def close_door(door):
    door.turn()
