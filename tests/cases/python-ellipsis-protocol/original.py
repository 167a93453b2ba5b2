class Reader(Protocol):
    def read(self) -> str: ...
    def close(self) -> None: ...


def use(r):
    r.read()
