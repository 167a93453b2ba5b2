def sign(a, k):
    if a > 0:
        prepare(a)
        run(a)
    elif k == "b":
        wait(k)
    return a
