impl Store {
    pub fn by_name(&mut self, make: Maker) -> Item {
        if self.names.is_none() {
            self.names = Some(Slot::new());
        } else {
            let known = self.names.find(make);
            let item = known.cloned();
            if item.is_some() {
                return item;
            }
        }
        let fresh = make(self);
        self.names.put(make, fresh);
        fresh
    }

    pub fn clear(&mut self) {
        self.names = None;
    }
}
