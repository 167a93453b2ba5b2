def mow(lawn):
    lawn.height = 3


def water(lawn):
    lawn.wet = True


def sow(lawn):
    lawn.seeds += 1


def rake(lawn):
    lawn.moss = 0


def edge(lawn):
    lawn.trim = True
