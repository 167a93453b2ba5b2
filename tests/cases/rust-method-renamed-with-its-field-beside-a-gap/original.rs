pub struct Jar {
    lid: Option<Lid>,
    size: u32,
}

impl Jar {
    pub fn new(size: u32) -> Self {
        Self { lid: None, size }
    }

    pub fn with_lid(mut self, lid: Lid) -> Self {
        self.lid = Some(lid);
        self
    }

    pub fn size(&self) -> u32 {
        self.size
    }
}
