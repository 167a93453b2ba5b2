def handle(reply):
    seen = reply.header("auth")

    if "digest" in seen and tries < 2:
        tries += 1
        reply.close()
        return reply

    tries = 1
    return None
