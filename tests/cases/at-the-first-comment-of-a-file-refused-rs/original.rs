// lic
#![allow(x)]
#![deny(y)]

extern crate a;
mod b;

macro_rules! m {
    () => {};
}

/// F.
pub fn f() {
    go();
}

impl A for B {
    type X = u8;
    fn g(&self) {}
}
