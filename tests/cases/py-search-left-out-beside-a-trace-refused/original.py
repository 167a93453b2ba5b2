def find(items, key):
    check(items)
    for item in items.all():
        if item.key == key:
            item.touch()
            return item
    items.missed(key)
    return None
