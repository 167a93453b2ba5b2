impl Slots {
    pub fn reset(&mut self, size: usize) {
        self.fresh = true;

        if size < self.marks.len() {
            self.marks.truncate(size);
            for at in 0..size {
                self.marks[at] = at;
            }
        } else {
            for at in 0..self.marks.len() {
                self.marks[at] = at;
            }
            self.marks.extend(self.marks.len()..size);
            self.pool.fill(size);
        }
    }

    pub fn len(&self) -> usize {
        self.marks.len()
    }
}
