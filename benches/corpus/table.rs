//! What was measured, by language and style.

use std::collections::BTreeMap;
use std::fmt;

use codegend::merge::inverse::Style;

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
        let all = self.rows.iter().filter(|((_, language), _)| *language == "~all");
        for ((style, _), row) in all {
            let fell = row.files - row.exact;
            writeln!(
                f,
                "{}: the generator's own check widens {fell} of {} sketches ({:.1} %).",
                STYLES[usize::from(*style)],
                row.files,
                percent(fell as u64, row.files as u64),
            )?;
        }
        Ok(())
    }
}
