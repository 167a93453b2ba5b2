class TestHeat:
    def test_low(self, kiln):
        kiln.light()
        kiln.heat(301)
        assert kiln.warm

    def test_high(self, kiln):
        kiln.light()
        kiln.heat(900)
        assert kiln.hot


def test_off(kiln):
    kiln.light()
    kiln.heat(50)
    assert not kiln.warm
