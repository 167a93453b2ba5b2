struct Pool<T> {
    items: Vec<T>,
}

impl<T: Clone> Default for Pool<T> {
    fn default() -> Self {
        Self { items: Vec::new() }
    }
}

impl<T> Pool<T> {
    fn len(&self) -> usize {
        self.items.len()
    }
}
