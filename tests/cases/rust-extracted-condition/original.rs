impl Tank {
    fn fill(&mut self, more: usize) {
        if self.size() - self.level >= more {
            return;
        }
        let need = more - self.rest();
        self.grow(need);
    }
}
