import pytest


@pytest.fixture
def loom():
    return Loom(width=4)


@pytest.fixture
def striped(loom):
    loom.warp = "red"
    return loom


@pytest.fixture
def yarn():
    return Yarn("wool")


def test_weave(striped, yarn):
    cloth = weave(striped, yarn)
    assert cloth.rows == 4
