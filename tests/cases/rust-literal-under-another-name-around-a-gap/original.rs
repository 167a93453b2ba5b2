pub struct Bin {
    grains: Vec<Grain>,
    full: bool,
}

impl Bin {
    pub fn new(size: usize) -> Self {
        Bin {
            grains: Vec::with_capacity(size),
            full: false,
        }
    }

    pub fn len(&self) -> usize {
        self.grains.len()
    }
}
