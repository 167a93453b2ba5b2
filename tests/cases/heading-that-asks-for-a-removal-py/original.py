def session():
    return 1


def cookies():
    return 2


def logout(request):
    request.flush()
