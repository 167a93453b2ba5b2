def get(id):
    res = http.get(f"/items/{id}")
    return res.json()


def put(id, body):
    res = http.put(f"/items/{id}", body)
    return res.json()


# careful
def drop(id):
    res = http.delete(f"/items/{id}")
    return res.json()
