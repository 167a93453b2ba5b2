def poll(a):
    start(a)
    for s in a.list():
        add(s.id, s.value, 1)
    end(a)


def other(b):
    items = b.other()
    return items
