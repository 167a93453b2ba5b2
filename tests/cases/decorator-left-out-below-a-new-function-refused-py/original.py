@app.route("/ping")
def ping():
    return "pong"


@app.route("/now")
def now():
    return clock()


def tail():
    return 3
