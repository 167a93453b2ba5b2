def guarded(view):
    def inner(*args):
        if not allowed():
            deny(403)
        return view(*args)
    return inner
