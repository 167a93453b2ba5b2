import pytest


@pytest.mark.slow
def test_high():
    assert high(1) == 2


@pytest.mark.slow
def test_low():
    assert low(1) == 0
