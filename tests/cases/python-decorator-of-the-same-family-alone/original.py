class TestOven:
    @pytest.mark.skip(reason="too hot")
    def test_bakes(self, oven):
        oven.heat(220)
        assert oven.bake("bread") == "crisp"

    def test_cools(self, oven):
        assert oven.heat(0) is None
