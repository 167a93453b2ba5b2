use std::fmt;
use std::io;

pub struct Tally(u32);
