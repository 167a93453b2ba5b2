def u(items):
    # We can use a much simpler version
    # because we need not
    #
    # https://github.com
    #
    # See
    # - https://github.com/encode/a
    # - https://github.com/encode/b
    return "&".join([quote(k) for k in items])
