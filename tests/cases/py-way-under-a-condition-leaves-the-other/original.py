class PumpTest(Case):
    def test_fill(self):
        self.pump.fill(4)
        self.assertEqual(self.pump.level, 4)

    def test_name(self):
        self.assertEqual(self.pump.name, "pump")
