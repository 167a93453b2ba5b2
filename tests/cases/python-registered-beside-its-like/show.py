@show.register
def _(value: list):
    return " ".join(value)


@show.register
def _(value: dict):
    return "\n".join(f"{k}: {v}" for k, v in value.items())


@show.register
def _(value: Row):
    return value.cells()
