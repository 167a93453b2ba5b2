class PumpTest(Case):
    def setUp(self):
        self.pump = Pump(limit=9)

    def test_starts_empty(self):
        self.assertEqual(self.pump.level, 0)

    def test_fill(self):
        self.pump.fill(4)
        self.assertEqual(self.pump.level, 4)

    def test_name(self):
        self.assertEqual(self.pump.name, "pump")
