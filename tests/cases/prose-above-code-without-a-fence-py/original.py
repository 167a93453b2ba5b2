import clock

HEAT = 900
SOAK = 20


def fire(kiln):
    kiln.heat(HEAT)
    clock.wait(SOAK)
