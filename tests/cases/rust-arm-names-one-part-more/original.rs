fn area(shape: &Shape) -> f64 {
    match shape {
        Shape::Dot => 0.0,
        Shape::Line { from, to } => length(from, to),
        Shape::Ring { radius } => radius * radius * PI,
    }
}
