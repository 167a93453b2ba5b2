#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circle() {
        assert_eq!(area(Shape::Circle(1.0)), 3.14);
    }

    #[test]
    fn rect() {
        assert_eq!(area(Shape::Rect(1.0, 2.0)), 2.0);
    }

    /// Triangles too.
    #[test]
    #[ignore]
    fn triangle() {
        assert_eq!(area(Shape::Tri(1.0, 2.0)), 1.0);
    }
}
