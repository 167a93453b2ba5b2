// SPDX-License-Identifier: MIT
//! Electricity tariffs: prices by time of day, and what a meter's readings cost.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// Minutes since midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Minute(u16);

impl Minute {
    pub const MAX: Minute = Minute(24 * 60 - 1);

    pub fn new(value: u16) -> Option<Self> {
        (value <= Self::MAX.0).then_some(Minute(value))
    }

    pub fn hour(self) -> u16 {
        self.0 / 60
    }
}

impl fmt::Display for Minute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl FromStr for Minute {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (hours, minutes) = text.split_once(':').ok_or(ParseError::Shape)?;
        let hours: u16 = hours.parse().map_err(|_| ParseError::Number)?;
        let minutes: u16 = minutes.parse().map_err(|_| ParseError::Number)?;
        Minute::new(hours * 60 + minutes).ok_or(ParseError::Range)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum ParseError {
    Shape,
    Number,
    Range,
    Unknown(String),
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ParseError::Shape => f.write_str("expected HH:MM"),
            ParseError::Number => f.write_str("not a number"),
            ParseError::Range => f.write_str("out of range"),
            ParseError::Unknown(word) => write!(f, "unknown word: {word}"),
        }
    }
}

impl std::error::Error for ParseError {}

/// A price per kilowatt hour, in tenths of a cent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(transparent)]
pub struct Price(pub i32);

#[derive(Debug, Clone)]
pub enum Rule {
    Flat(Price),
    Steps { below: u32, cheap: Price, dear: Price },
    Hours(BTreeMap<u16, Price>),
}

impl Rule {
    /// The price at a minute, for the n-th kilowatt hour of the month.
    #[must_use]
    pub fn price(&self, at: Minute, nth: u32) -> Option<Price> {
        match self {
            Rule::Flat(price) => Some(*price),
            Rule::Steps { below, cheap, .. } if nth < *below => Some(*cheap),
            Rule::Steps { dear, .. } => Some(*dear),
            Rule::Hours(hours) => hours.range(..=at.hour()).next_back().map(|(_, p)| *p),
        }
    }
}

macro_rules! tariff {
    ($name:literal, $($rule:expr),* $(,)?) => {
        Tariff { name: $name.to_string(), rules: vec![$($rule),*], surcharge: None }
    };
}

pub struct Tariff {
    pub name: String,
    rules: Vec<Rule>,
    surcharge: Option<Price>,
}

impl Tariff {
    pub fn new(name: &str) -> Self {
        Tariff { name: name.to_string(), rules: Vec::new(), surcharge: None }
    }

    pub fn household() -> Self {
        tariff!("household", Rule::Flat(Price(312)))
    }

    pub fn with_rule(mut self, rule: Rule) -> Self {
        self.rules.push(rule);
        self
    }

    pub fn with_rules(mut self, rules: impl IntoIterator<Item = Rule>) -> Self {
        self.rules.extend(rules);
        self
    }

    pub fn price_at(&self, at: Minute, nth: u32) -> Price {
        let base = self
            .rules
            .iter()
            .find_map(|rule| rule.price(at, nth))
            .unwrap_or(Price(0));
        Price(base.0 + self.surcharge.map_or(0, |extra| extra.0))
    }

    pub fn price_all(&self, readings: &[(Minute, u32)]) -> i64 {
        let mut nth = 0;
        let mut total = 0i64;
        for (at, kwh) in readings {
            // ... the rest of the month is priced the same way ...
            for _ in 0..*kwh {
                total += i64::from(self.price_at(*at, nth).0);
                nth += 1;
            }
        }
        total
    }
}

pub const SAMPLE: &str = r#"
    # name  from   price
    night   00:00  211
    day     06:00  334
    // ... more rows ...
"#;

/// Reads a table like [`SAMPLE`].
pub fn read(name: &str, table: &str) -> Result<Tariff, ParseError> {
    let mut hours = BTreeMap::new();
    for line in table.lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') || line.starts_with("//") {
            continue;
        }
        let words: Vec<&str> = line.split_whitespace().collect();
        let [_, from, price] = words[..] else {
            return Err(ParseError::Unknown(line.to_string()));
        };
        let from: Minute = from.parse()?;
        let price = price.parse().map_err(|_| ParseError::Number)?;
        hours.insert(from.hour(), Price(price));
    }
    Ok(Tariff::new(name).with_rule(Rule::Hours(hours)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_minutes() {
        assert_eq!(Minute(65).to_string(), "01:05");
    }

    #[test]
    fn prices_by_hour() {
        let tariff = read("sample", SAMPLE).unwrap();
        assert_eq!(tariff.price_at(Minute(10), 0), Price(211));
        assert_eq!(tariff.price_at(Minute(600), 0), Price(334));
    }
}
