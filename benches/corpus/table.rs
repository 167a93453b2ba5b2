//! What was measured, by language and style.

use std::collections::BTreeMap;
use std::fmt;

use codegend::merge::inverse::{Extent, Style};

/// Sums over files.
#[derive(Debug, Default, Clone, Copy)]
pub struct Row {
    pub files: usize,
    pub exact: usize,
    pub loose: usize,
    pub refused: usize,
    pub wrong: usize,
    /// Files whose change was measured without its part that is white space alone.
    pub layout: usize,
    /// Tokens.
    pub sketch: u64,
    /// Tokens of the checked sketch.
    pub written: u64,
    /// Files by the extent of the checked sketch.
    pub as_written: [usize; Extent::Verbatim as usize + 1],
    pub full: u64,
    pub diff: u64,
    pub blocks: u64,
    /// Time of all merges.
    pub micros: f64,
}

/// All rows.
#[derive(Debug, Default)]
pub struct Table {
    rows: BTreeMap<(u8, &'static str), Row>,
    /// Files that differ in white space alone.
    pub layout_only: usize,
}

const STYLES: [&str; 3] = ["whole", "nested", "statements"];

impl Table {
    pub fn add(&mut self, language: &'static str, style: Style, row: Row) {
        let style = style as u8;
        self.rows.entry((style, language)).or_default().add(&row);
        self.rows.entry((style, "~all")).or_default().add(&row);
    }
}

impl Row {
    fn add(&mut self, other: &Self) {
        self.files += other.files;
        self.exact += other.exact;
        self.loose += other.loose;
        self.refused += other.refused;
        self.wrong += other.wrong;
        self.layout += other.layout;
        self.sketch += other.sketch;
        self.written += other.written;
        for (sum, count) in self.as_written.iter_mut().zip(other.as_written) {
            *sum += count;
        }
        self.full += other.full;
        self.diff += other.diff;
        self.blocks += other.blocks;
        self.micros += other.micros;
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = |part: u64, whole: u64| 100.0 * part as f64 / whole.max(1) as f64;
        for (index, style) in STYLES.iter().enumerate() {
            writeln!(
                f,
                "| {style} | files | exact | loose | refused | wrong | sketch tokens | of full rewrite | of diff | of SEARCH/REPLACE | µs a merge |"
            )?;
            writeln!(f, "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|")?;
            for ((of, language), row) in &self.rows {
                if usize::from(*of) != index {
                    continue;
                }
                writeln!(
                    f,
                    "| {} | {} | {:.1} % | {} | {} | {} | {} | {:.0} % | {:.0} % | {:.0} % | {:.0} |",
                    language.trim_start_matches('~'),
                    row.files,
                    percent(row.exact as u64, row.files as u64),
                    row.loose,
                    row.refused,
                    row.wrong,
                    row.sketch,
                    percent(row.sketch, row.full),
                    percent(row.sketch, row.diff),
                    percent(row.sketch, row.blocks),
                    row.micros / row.files.max(1) as f64,
                )?;
            }
            writeln!(f)?;
        }
        if let Some(row) = self.rows.get(&(0, "~all")) {
            writeln!(
                f,
                "{} files differ in white space alone and were left out; of {} others {} differ in \
                 white space between unchanged lines too, which was taken out of the change.",
                self.layout_only, row.files, row.layout
            )?;
        }
        if self.rows.values().all(|row| row.as_written.iter().sum::<usize>() == 0) {
            return Ok(());
        }
        writeln!(
            f,
            "\n| as written | files | as the style says | with neighbours | with larger blocks | as hunks | whole text | tokens | of full rewrite | of diff | of SEARCH/REPLACE |"
        )?;
        writeln!(f, "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|")?;
        for ((of, language), row) in &self.rows {
            let count = |extent: Extent| row.as_written[extent as usize];
            let share = |count: usize| percent(count as u64, row.files as u64);
            writeln!(
                f,
                "| {} {} | {} | {:.1} % | {:.1} % | {:.1} % | {:.1} % | {:.1} % | {} | {:.0} % | {:.0} % | {:.0} % |",
                language.trim_start_matches('~'),
                STYLES[usize::from(*of)],
                row.files,
                share(count(Extent::Style)),
                share(count(Extent::Context)),
                share(count(Extent::Blocks)),
                share(count(Extent::Hunks)),
                share(count(Extent::Text) + count(Extent::Verbatim)),
                row.written,
                percent(row.written, row.full),
                percent(row.written, row.diff),
                percent(row.written, row.blocks),
            )?;
        }
        Ok(())
    }
}
