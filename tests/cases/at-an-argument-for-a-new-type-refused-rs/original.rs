//! Crate doc.

use std::fmt;

/// A point.
///
/// With x and y.
#[derive(Debug, Clone)]
pub struct Point {
    /// The x.
    pub x: i32,
    /// The y.
    pub y: i32,
}

/* Block
   comment */
#[derive(Debug)]
pub enum Shape {
    Dot(Point),
    Line {
        from: Point,
        to: Point,
    },
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "({}, {})",
            self.x, self.y
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows() {
        assert_eq!(Point { x: 1, y: 2 }.to_string(), "(1, 2)");
    }
}
