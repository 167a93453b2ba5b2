//! The merge backwards: writes a sketch of a change.
//!
//! In: the indexes of a file before and after. Out: a sketch that, merged into the file before,
//! gives the file after, byte for byte. It is checked by merging it; where the short form does not
//! give that, more is shown; where nothing short of the whole file does, it is the hunks of a diff.

mod compare;
mod deletions;
mod show;
mod widen;
mod wider;
mod write;

use super::plan::White;
use super::{Options, RefusalKind, decide, merge, splice};
use crate::index::{Index, NodeId};
use crate::sketch::verbatim;
use compare::{Comparison, compare};
use show::{Detail, Plan, Site, plan};
use widen::{Came, Versions};
use wider::Wider;
use write::Lines;

/// What a sketch shows of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Style {
    /// Changed blocks of the file's top in full.
    Whole,
    /// The innermost changed blocks in full, inside the heads of what is around them.
    #[default]
    Nested,
    /// Changed statements with a line or so of context, inside the heads of what is around them.
    Statements,
}

impl Style {
    /// All styles.
    pub const ALL: [Self; 3] = [Self::Whole, Self::Nested, Self::Statements];
}

/// How much a sketch had to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Extent {
    /// What the style asks for.
    Style,
    /// More neighbours beside each change.
    Context,
    /// Larger blocks than the style asks for.
    Blocks,
    /// Hunks of a unified diff, as no sketch short of the whole text is read as it is meant.
    Hunks,
    /// The whole text.
    Text,
    /// The whole text, with a marker that says that its white space is meant too.
    Verbatim,
}

/// A sketch that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The sketch.
    pub text: String,
    /// How much it had to show.
    pub extent: Extent,
}

/// Writes the shortest sketch in this style that gives `after` when it is merged into `before`.
pub fn sketch(before: &Index, after: &Index, style: Style) -> Written {
    let inverse = Inverse::new(before, after);
    let near = |style| Detail { style, context: 0, always: false };
    let far = |style| Detail { style, context: 2, always: true };
    let tries = [
        (Extent::Context, far(style)),
        (Extent::Context, Detail { style, context: 6, always: true }),
        (Extent::Blocks, near(Style::Nested)),
        (Extent::Blocks, far(Style::Nested)),
        (Extent::Blocks, near(Style::Whole)),
        (Extent::Blocks, far(Style::Whole)),
    ];
    let mut seen: Vec<String> = Vec::new();
    let white = inverse.white();
    if let Some(written) = inverse.widened(style, white) {
        return written;
    }
    if white == White::OfFile
        && let Some(written) = inverse.widened(style, White::Shown)
    {
        return written;
    }
    for (extent, detail) in tries {
        let text = inverse.write(detail, &Wider::default(), white).0.text;
        if seen.contains(&text) || text.len() >= after.text().len() {
            continue;
        }
        if inverse.gives_after(&text) {
            return Written { text, extent };
        }
        seen.push(text);
    }
    for context in [3, 10, 30] {
        let text = write::hunks(before.text(), after.text(), context);
        if text.len() < after.text().len() && inverse.gives_after(&text) && inverse.is_stable(&text)
        {
            return Written { text, extent: Extent::Hunks };
        }
    }
    let text = write::fence(after.language(), after.text().to_owned());
    if inverse.gives_after(&text) {
        return Written { text, extent: Extent::Text };
    }
    let text = verbatim::write(after.language(), after.text());
    Written { text, extent: Extent::Verbatim }
}

/// The sketch that a style asks for, unchecked: what an author writes who does not know the merge.
pub fn first_choice(before: &Index, after: &Index, style: Style) -> String {
    let inverse = Inverse::new(before, after);
    let detail = Detail { style, context: 0, always: false };
    let text = inverse.write(detail, &Wider::default(), inverse.white()).0.text;
    if text.len() < after.text().len() {
        return text;
    }
    if inverse.reads_as_part() {
        return verbatim::write(after.language(), after.text());
    }
    write::fence(after.language(), after.text().to_owned())
}

/// How often a sketch is shown wider before all of it is.
const ROUNDS: usize = 40;

struct Inverse<'a> {
    before: &'a Index,
    after: &'a Index,
    comparison: Comparison,
}

impl<'a> Inverse<'a> {
    fn new(before: &'a Index, after: &'a Index) -> Self {
        Self { before, after, comparison: compare(before.outline(), after.outline()) }
    }

    /// The sketch with what its style asks for, and more at those places where that does not give
    /// the change.
    fn widened(&self, style: Style, white: White) -> Option<Written> {
        let detail = Detail { style, context: 0, always: false };
        let options = Options::default();
        let mut wider = Wider::default();
        for _ in 0..=ROUNDS {
            let (lines, plan) = self.write(detail, &wider, white);
            if lines.text.len() >= self.after.text().len() {
                return None;
            }
            let merged = merge(self.before, &lines.text, &options);
            let result = match &merged {
                Ok(merged) => Some(splice(self.before.text(), &merged.splices)),
                Err(refusal) if refusal.kind == RefusalKind::Invalid => {
                    // What it would have given tells where it is broken.
                    let merged = decide(self.before, &lines.text, &options).ok();
                    merged.map(|merged| splice(self.before.text(), &merged.splices))
                }
                Err(_) => None,
            };
            if merged.is_ok() && result.as_deref() == Some(self.after.text()) {
                return Some(Written { text: lines.text, extent: wider.extent() });
            }
            let versions = Versions {
                before: self.before.outline(),
                after: self.after.outline(),
                comparison: &self.comparison,
            };
            let came = match (&result, &merged) {
                (None, Err(refusal)) => Came::Refused(refusal),
                (result, _) => Came::Other(result.as_deref().unwrap_or_default()),
            };
            // What the sketch leaves out without a word is named; a name that says nothing is not.
            let named = match &merged {
                Err(refusal) if refusal.kind == RefusalKind::Unsafe => {
                    let gone = versions.gone(refusal);
                    gone.into_iter().filter(|gone| wider.name(*gone)).count()
                }
                _ => 0,
            };
            if named > 0 {
                continue;
            }
            let unknown = match &merged {
                Err(refusal) if refusal.kind == RefusalKind::Unknown => {
                    versions.named_at(refusal, &lines, plan.deletions.keys())
                }
                _ => None,
            };
            if unknown.is_some_and(|slot| wider.unname(slot)) {
                continue;
            }
            let blamed = versions.blamed(&came, &lines, &plan.sites);
            let widen = |sites: &[Site], wider: &mut Wider| {
                sites.iter().filter(|site| wider.widen(**site, versions.around(site))).count()
            };
            // Where there is no more to show at those to blame, another one may be to blame.
            if widen(&blamed, &mut wider) == 0 && widen(&plan.sites, &mut wider) == 0 {
                return None;
            }
        }
        None
    }

    /// Whose white space must be meant: the file's, where what stays is laid out as it was.
    fn white(&self) -> White {
        if self.comparison.differs_in_layout() { White::Shown } else { White::OfFile }
    }

    fn write(&self, detail: Detail, wider: &Wider, white: White) -> (Lines, Plan) {
        let (before, after) = (self.before.outline(), self.after.outline());
        let language = self.after.language();
        let plan = plan(language, before, after, &self.comparison, detail, wider);
        (write::write(language, before, after, &plan, white), plan)
    }

    /// May the whole text without any marker be taken for a part of the file? Where it is much
    /// shorter, or does not begin and end with what the file begins and ends with.
    fn reads_as_part(&self) -> bool {
        let (before, after) = (self.before.outline(), self.after.outline());
        let was = |id: Option<&NodeId>| id.and_then(|id| self.comparison.mates[*id].before());
        let same = |old: Option<&NodeId>, new| old.copied() == was(new);
        after.units.len() * 10 < before.units.len() * 7
            || !same(before.roots.first(), after.roots.first())
            || !same(before.roots.last(), after.roots.last())
    }

    /// Does a sketch change nothing where it was merged before?
    fn is_stable(&self, sketch: &str) -> bool {
        merge(self.after, sketch, &Options::default()).is_ok_and(|merged| merged.splices.is_empty())
    }

    fn gives_after(&self, sketch: &str) -> bool {
        merge(self.before, sketch, &Options::default())
            .is_ok_and(|merged| splice(self.before.text(), &merged.splices) == self.after.text())
    }
}
