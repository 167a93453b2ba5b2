import rich

TEMPLATE = ["paragraph"]


def migrate(attributes):
    return attributes


def quote(value):
    return rich.text(value, style="block")
