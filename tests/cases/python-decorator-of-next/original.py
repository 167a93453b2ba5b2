@app.get("/a")
def a():
    return {"a": 1}


@app.get("/b")
def b():
    return {"b": 2}


@app.post("/b")
def make_b(item: Item):
    return save(item)
