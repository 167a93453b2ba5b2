import os


class A:
    """Doc."""

    LIMIT = (
        1,
        2,
    )

    def one(self):
        x = call(
            1,
            2,
        )
        return x

    def two(self):
        return 2


def free():
    return 0
