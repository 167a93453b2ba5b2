def find(root, name):
    path = root / name
    check(path)

    # the default page
    path = root / "main.html"
    info = probe(path)
    if info and info.size:
        return path
    return None
