use std::fs;

struct Oven;

impl Oven {
    fn list(&self) {
        fs::read_dir("ovens");
    }
}

fn main() {
    Oven.list();
}
