use std::cell::Cell;
use alloc::vec::Vec;

pub fn count(rows: &Rows) -> usize {
    rows.len()
}

pub fn first(rows: &Rows) -> Option<&Row> {
    rows.first()
}
