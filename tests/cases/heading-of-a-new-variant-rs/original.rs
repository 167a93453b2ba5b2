use std::collections::HashMap;
use std::fmt;

#[derive(Debug, Clone)]
pub struct Config {
    pub name: String,
    pub retries: u32,
    pub tags: Vec<String>,
}

impl Config {
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), retries: 3, tags: Vec::new() }
    }

    pub fn parse(text: &str) -> Result<Self, Error> {
        let mut map = HashMap::new();
        for line in text.lines() {
            let (key, value) = line.split_once('=').ok_or(Error::Line)?;
            map.insert(key.trim(), value.trim());
        }
        let name = map.remove("name").ok_or(Error::Name)?;
        Ok(Self::new(name))
    }

    pub fn merge(&mut self, other: &Config) {
        self.retries = other.retries;
        self.tags.extend(other.tags.iter().cloned());
    }
}

#[derive(Debug)]
pub enum Error {
    Line,
    Name,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Line => write!(f, "bad line"),
            Error::Name => write!(f, "no name"),
        }
    }
}
