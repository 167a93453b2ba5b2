#[cfg(test)]
use crate::probe::Probe;
use super::{Row, Rows};
use std::fmt;

pub fn count(rows: &Rows) -> usize {
    rows.len()
}

pub fn first(rows: &Rows) -> Option<&Row> {
    rows.first()
}
