use std::fmt;

#[derive(Debug)]
pub enum Shape {
    Circle(f64),
    Square(f64),
    Empty,
}

impl Shape {
    pub fn area(&self) -> f64 {
        match self {
            Shape::Circle(r) => 3.14 * r * r,
            Shape::Square(a) => a * a,
            Shape::Empty => 0.0,
        }
    }

    pub fn scale(&self, by: f64) -> Shape {
        match self {
            Shape::Circle(r) => Shape::Circle(r * by),
            Shape::Square(a) => Shape::Square(a * by),
            Shape::Empty => Shape::Empty,
        }
    }
}

pub fn grade(n: i32) -> &'static str {
    match n {
        n if n < 10 => "low",
        n if n < 20 => "mid",
        n if n >= 90 => "top",
        _ => "high",
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.2}", self.area())
    }
}
