pub struct Mill {
    stones: u32,
}

impl Mill {
    pub fn grind(&mut self, corn: Sack) -> Result<Flour, Jam> {
        let grain = corn.open();
        self.turn(1)?;
        if grain.is_wet() && self.stones > 1 {
            return Err(Jam::Wet);
        }
        let flour = self.crush(grain);
        self.turn(2)?;
        Ok(flour)
    }
}
