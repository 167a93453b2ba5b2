/// Adds.
pub fn add(a: i64, b: i64) -> i64 {
    a + b
}

/// Subtracts.
pub fn sub(a: i64, b: i64) -> i64 {
    a - b
}

pub fn neg(a: i64) -> i64 {
    -a
}
