impl Table {
    fn new() -> Self {
        Table { map: Map::new() }
    }

    fn get(&self, key: u8) -> Option<u8> {
        self.map.get(key)
    }

    fn set(&mut self, key: u8, to: u8) {
        self.map.insert(key, to);
    }

    /// How many there are.
    fn len(&self) -> usize {
        self.map.len()
    }
}
