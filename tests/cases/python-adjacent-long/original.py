def a():
    old = load()
    return old


def notify(m):
    one = m.one
    two = m.two
    three = m.three
    send(one, two, three)
    log("sent", one)
    mark(m, two)


def main():
    print(1)


if x:
    main()
