pub trait Table {
    fn size(&self, name: &str) -> usize;
    fn read(&self, name: &str) -> String;
}

impl Pool {
    fn names(&self) -> Vec<String> {
        self.table.keys().cloned().collect()
    }
}
