def weave(loom, yarn):
    with loom.open(tension=20) as shed:
        for pick in yarn:
            shed.beat(pick)
