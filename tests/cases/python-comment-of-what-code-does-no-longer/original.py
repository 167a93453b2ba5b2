import os


def _is_plain(text):
    return bool(text) and text.isprintable()


def _quote(text):
    return repr(text)


def render(text):
    if _is_plain(text):
        return text
    return _quote(text)


def show(text):
    print(render(text))
