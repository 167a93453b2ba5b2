def open_gate():
    check()
    lift()


@route("/wait")
def wait_gate():
    sleep()


@route("/close")
def close_gate():
    lower()
    lock()
