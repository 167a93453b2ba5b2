extern "C" {
    pub fn a(q: *const T) -> *const S;
}
extern "C" {
    pub fn is_rooted(q: *const TSQuery, index: u32) -> bool;
}
extern "C" {
    pub fn is_step(q: *const TSQuery, index: u32) -> bool;
}
