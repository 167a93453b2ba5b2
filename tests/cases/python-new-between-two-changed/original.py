def open_gate():
    check()
    lift()


def wait_gate():
    sleep()


def close_gate():
    lower()
    lock()
