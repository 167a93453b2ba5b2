def join(s, room):
    if room not in s.rooms:
        s.send("error", message="join the room first")
        return
    s.join(room)


def handle(s, data):
    if not data:
        s.send("error", message="not JSON")
        return
    s.go(data)
