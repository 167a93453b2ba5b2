def brew(beans, water):
    """Brew one pot."""
    grounds = grind(beans)
    filled = 0
    for cup in water:
        filled += pour(cup, grounds)
    if filled > 8:
        log.info("more than a pot: %s", filled)
    log.info("poured %s", filled)
    clean(grounds)
    return filled


def clean(grounds):
    grounds.clear()
