impl Order {
    fn check(&self) -> Result<(), Fault> {
        if self.lines.is_empty() {
            return Err(Fault::Missing("lines"));
        }
        if self.total == 0 {
            return Err(Fault::Missing("total"));
        }
        Ok(())
    }
}
