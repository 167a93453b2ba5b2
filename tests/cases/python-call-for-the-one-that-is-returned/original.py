def load(path):
    base = root()
    return fetch_all(
        base,
        path,
        retries=2,
    )
