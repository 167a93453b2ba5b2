pub struct Steps {
    marks: Vec<usize>,
    limit: usize,
}

impl Steps {
    pub fn new(limit: usize) -> Self {
        Self { marks: Vec::new(), limit }
    }
}

impl Iterator for Steps {
    type Item = Vec<usize>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.marks.is_empty() {
            return None;
        } else {
            // Look from the end for a mark to move.
            let mut at = self.marks.len() - 1;

            while self.marks[at] == at + self.limit - self.marks.len() {
                if at > 0 {
                    at -= 1;
                } else {
                    return None;
                }
            }

            self.marks[at] += 1;
        }

        Some(self.marks.clone())
    }
}
