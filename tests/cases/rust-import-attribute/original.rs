pub use bytes::Bytes;

#[doc(inline)]
pub use core_body::Body;

use http_body::Limited;

pub fn count(rows: &Rows) -> usize {
    rows.len()
}

pub fn first(rows: &Rows) -> Option<&Row> {
    rows.first()
}
