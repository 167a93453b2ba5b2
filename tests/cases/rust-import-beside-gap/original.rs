use crate::ast::BindBy;
use crate::ast::BoundPolarity;
use crate::ast::Capture;

pub fn count(rows: &Rows) -> usize {
    rows.len()
}

pub fn first(rows: &Rows) -> Option<&Row> {
    rows.first()
}
