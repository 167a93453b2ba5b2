fn main() {
    run();
}

macro_rules! many {
    ($n:expr) => {
        $n > 1
    };
}

#[allow(dead_code)]
fn tell(count: usize) -> bool {
    many!(count)
}
