from app import app


@app.route("/ping")
def ping():
    return "pong"


@app.route("/old")
@login_required
def old():
    return "old"


@app.route("/now")
def now():
    return clock()
