struct Length {
    value: f64,
    unit: &'static str,
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} {}", self.value, self.unit)
    }
}

/// Adds lengths up.
fn total(all: &[Length]) -> f64 {
    all.iter().map(|one| one.value).sum()
}
