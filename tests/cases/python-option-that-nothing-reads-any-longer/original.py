from options import Options


def read(options):
    connect(options.host, options.nick)


def options():
    all = Options("chat")
    all.add("--host", text="Where to")
    all.add("--nick", text="Who")
    all.add("--room", text="Which one")
    return all
