def fetch(client, limit):
    tries = 0
    while True:
        last = tries >= 3
        try:
            page = client.get()
        except OSError:
            if last:
                raise
        else:
            if page.status not in [502, 503] or last:
                page.check()
                return page

        tries += 1
        sleep(tries)
