//! What was measured, by language and style.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::AddAssign;

use codegend::merge::inverse::{Extent, Style};

use super::Verdict;

/// Sums over files of one kind of sketch.
#[derive(Debug, Default, Clone, Copy)]
pub struct Tally {
    files: usize,
    exact: usize,
    loose: usize,
    refused: usize,
    wrong: usize,
    tokens: u64,
    /// Time of all merges.
    micros: f64,
}

impl Tally {
    /// Of one file.
    pub fn of(verdict: Verdict, tokens: u64, micros: f64) -> Self {
        let count = |of: Verdict| usize::from(of == verdict);
        Self {
            files: 1,
            exact: count(Verdict::Exact),
            loose: count(Verdict::Loose),
            refused: count(Verdict::Refused),
            wrong: count(Verdict::Wrong),
            tokens,
            micros,
        }
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.files += other.files;
        self.exact += other.exact;
        self.loose += other.loose;
        self.refused += other.refused;
        self.wrong += other.wrong;
        self.tokens += other.tokens;
        self.micros += other.micros;
    }
}

/// Tokens of other ways to say the same changes.
#[derive(Debug, Default, Clone, Copy)]
pub struct Others {
    pub full: u64,
    pub diff: u64,
    pub blocks: u64,
}

/// Sums over files.
#[derive(Debug, Default, Clone, Copy)]
pub struct Row {
    /// Of the sketches that the style asks for first.
    pub first: Tally,
    /// Of those that the generator writes.
    pub written: Tally,
    /// Files by how much the generator had to show.
    pub extents: [usize; Extent::Verbatim as usize + 1],
    pub other: Others,
}

impl AddAssign for Row {
    fn add_assign(&mut self, other: Self) {
        self.first += other.first;
        self.written += other.written;
        for (sum, count) in self.extents.iter_mut().zip(other.extents) {
            *sum += count;
        }
        self.other.full += other.other.full;
        self.other.diff += other.other.diff;
        self.other.blocks += other.other.blocks;
    }
}

/// All rows.
#[derive(Debug, Default)]
pub struct Table {
    rows: BTreeMap<(u8, &'static str), Row>,
}

const STYLES: [&str; 3] = ["whole", "nested", "statements"];

impl Table {
    pub fn add(&mut self, language: &'static str, style: Style, row: Row) {
        let style = style as u8;
        *self.rows.entry((style, language)).or_default() += row;
        *self.rows.entry((style, "~all")).or_default() += row;
    }

    fn tables(
        &self,
        f: &mut fmt::Formatter<'_>,
        title: &str,
        tally: impl Fn(&Row) -> Tally,
    ) -> fmt::Result {
        for (index, style) in STYLES.iter().enumerate() {
            writeln!(
                f,
                "| {title}, {style} | files | exact | other layout | refused | wrong | sketch tokens | of full rewrite | of diff | of SEARCH/REPLACE | µs a merge |"
            )?;
            writeln!(f, "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|")?;
            let rows = self.rows.iter().filter(|((of, _), _)| usize::from(*of) == index);
            for ((_, language), row) in rows {
                let tally = tally(row);
                writeln!(
                    f,
                    "| {} | {} | {:.1} % | {} | {} | {} | {} | {:.0} % | {:.0} % | {:.0} % | {:.0} |",
                    language.trim_start_matches('~'),
                    tally.files,
                    percent(tally.exact as u64, tally.files as u64),
                    tally.loose,
                    tally.refused,
                    tally.wrong,
                    tally.tokens,
                    percent(tally.tokens, row.other.full),
                    percent(tally.tokens, row.other.diff),
                    percent(tally.tokens, row.other.blocks),
                    tally.micros / tally.files.max(1) as f64,
                )?;
            }
            writeln!(f)?;
        }
        Ok(())
    }

    fn extents(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "| written | files | a sketch | as the style says | with neighbours | with larger blocks | hunks | whole text |"
        )?;
        writeln!(f, "|---|---:|---:|---:|---:|---:|---:|---:|")?;
        for ((of, language), row) in &self.rows {
            let share = |extents: &[Extent]| {
                let count: usize = extents.iter().map(|e| row.extents[*e as usize]).sum();
                percent(count as u64, row.written.files as u64)
            };
            writeln!(
                f,
                "| {} {} | {} | {:.1} % | {:.1} % | {:.1} % | {:.1} % | {:.1} % | {:.1} % |",
                language.trim_start_matches('~'),
                STYLES[usize::from(*of)],
                row.written.files,
                share(&[Extent::Style, Extent::Context, Extent::Blocks]),
                share(&[Extent::Style]),
                share(&[Extent::Context]),
                share(&[Extent::Blocks]),
                share(&[Extent::Hunks]),
                share(&[Extent::Text, Extent::Verbatim]),
            )?;
        }
        writeln!(f)
    }
}

fn percent(part: u64, whole: u64) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.rows.values().any(|row| row.written.files > 0) {
            self.tables(f, "written", |row| row.written)?;
            self.extents(f)?;
        }
        self.tables(f, "first choice", |row| row.first)
    }
}
