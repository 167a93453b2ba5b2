impl Angle {
    pub fn new(value: f64) -> Self {
        Angle { value }
    }

    pub fn turned(self, by: f64) -> Angle {
        Angle::new(self.value + by)
    }

    pub fn half(self) -> Angle {
        self.turned(-self.value / 2.0)
    }
}
