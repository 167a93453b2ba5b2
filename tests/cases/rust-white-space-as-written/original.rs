pub struct Grid { pub width: usize, pub cells: Vec<u8> }

impl Grid {
    pub fn area(&self) -> usize { self.cells.len() }

    pub fn row(&self, y: usize) -> &[u8] {
        &self.cells[y*self.width..(y+1)*self.width]
    }


    pub fn clear(&mut self) {
        self.cells.fill(0);
    }
}
