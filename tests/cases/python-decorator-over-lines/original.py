@app.get(
    "/items",
    response_model=Items,
)
def items(db):
    return db.items()


@app.post("/items")
def add(db, item):
    return db.add(item)
