pub struct Table<K> {
    rows: HashMap<K, Row>,
    clock: u64,
}

impl<K> Table<K> {
    pub fn insert(&mut self, key: K, value: u8) {
        self.clock += 1;
        self.rows.insert(
            key,
            Row {
                value,
                used: self.clock,
            },
        );
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }
}
