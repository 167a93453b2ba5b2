impl Cache {
    pub fn find(
        &self,
        name: &str,
    ) -> Option<&Entry> {
        let name = name.trim();
        self.entries.get(name)
    }

    pub fn clear(&mut self) {
        self.entries.clear();
    }
}
