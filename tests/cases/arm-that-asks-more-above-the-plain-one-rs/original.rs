fn a(s: &S) -> f64 {
    match s {
        S::D => 0.0,
        S::R(w, h) => w * h,
        S::C(r) => r * r,
    }
}
