def hand_over(request):
    state = request.get("state")

    if "digest" in state and tries < 2:
        tries += 1
        request.close()
        return request

    tries = 1
    return request
