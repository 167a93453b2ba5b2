//! Merges a sketch into a file.
//!
//! In: the file's index and a model's raw reply. Out: disjoint splices with a report of what was
//! done, or a refusal that says what to add. Bytes outside the splices cannot change.
//!
//! `relaid` reads the file as the sketch lays it out, where a gap could stand for nothing else. `align` finds
//! what of the sketch stands for what of the file, `removals` takes notes of what is gone out of that, `tidy`
//! completes it, `shapes`, `elsewhere`, `doubled` and `omissions` check it, `plan` turns it into splices,
//! `verify` and `witness` look at the result. `doubtful` decides where a comment may be a gap or text.
//! `pick` reads what the caller picks where the alignment has a doubt, `slots` where something new may stand by that.

mod align;
mod attached;
mod banners;
mod blanks;
mod doubled;
mod doubtful;
mod edits;
mod elsewhere;
mod enclosed;
mod fences;
mod heads;
mod hint;
mod indent;
pub mod inverse;
mod labels;
mod leading;
mod midline;
mod names;
mod omissions;
mod patch;
mod pick;
mod plan;
mod refuse;
mod relaid;
mod removals;
mod report;
mod rewrite;
mod selectors;
mod shapes;
mod shorthands;
mod slots;
mod summary;
mod tidy;
mod verbatim;
mod verify;
mod witness;

pub use crate::index::BlockRef;
use edits::Edits;
use pick::{Pick, Pin};
use plan::White;
pub use report::{Change, ChangeKind, Merged, Refusal, RefusalKind, Report, Splice, splice};
pub use rewrite::rewrite;

use crate::index::Index;
use crate::lang::Nesting;
use crate::sketch::Sketch;
use crate::sketch::diff::{Diff, read as read_diff};
use crate::sketch::open;
use crate::sketch::verbatim::{Verbatim, read as read_verbatim};

/// Units of a sketch that one pick may settle.
const PINS: usize = 8;

/// What keeps edits from being taken.
#[derive(Debug)]
enum Stop {
    /// Something that a pick may settle.
    Doubt(align::Doubt),
    Refusal(Refusal),
}

impl From<align::Doubt> for Stop {
    fn from(doubt: align::Doubt) -> Self {
        Self::Doubt(doubt)
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refusal(refusal)
    }
}

/// What a caller can decide about a merge.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Picks one block where the sketch is ambiguous: a key or a line number.
    pub at: Option<String>,
    /// Refuse to delete blocks by mere adjacency.
    pub no_implicit_delete: bool,
}

/// Merges `sketch`, a model's raw reply, into the file that `index` was made of.
///
/// Never fails on any input otherwise than by a [`Refusal`], never panics, and takes time about
/// linear in the file for a sketch of a few blocks.
pub fn merge(index: &Index, sketch: &str, options: &Options) -> Result<Merged, Refusal> {
    if let Some(at) = &options.at {
        pick::known(at, index.outline())?;
    }
    let merged = read_and_merge(index, sketch, options)?;
    if let Some(at) = &options.at {
        pick::check(&merged, at, index.outline())?;
    }
    Ok(merged)
}

/// Merges a reply of any form.
fn read_and_merge(index: &Index, sketch: &str, options: &Options) -> Result<Merged, Refusal> {
    match read_verbatim(index.language(), sketch) {
        Some(Verbatim::Whole(text)) => return Ok(verbatim::replace(index, text)),
        Some(Verbatim::Torn) => return Err(refuse::torn()),
        None => {}
    }
    match read_diff(index.language(), sketch) {
        Some(Diff::Hunks(hunks)) => {
            let merged = patch::apply(index, &hunks, options)?;
            return verify::syntax(&merged, index).map(|()| merged);
        }
        Some(Diff::Torn(line)) => return Err(refuse::cut_off(line)),
        None => {}
    }
    let ordered = fences::in_order(index, sketch, options);
    let sketch = ordered.as_deref().unwrap_or(sketch);
    let shown = read(index, sketch);
    let relaid = shown.as_ref().ok();
    let relaid = relaid.and_then(|shown| relaid::merged(index, shown, sketch, options));
    let gaps = relaid.unwrap_or_else(|| as_laid_out(index, shown, sketch, options));
    doubtful::decide(index, sketch, options, gaps)
}

/// Reads a reply for the file of an index.
fn read(index: &Index, reply: &str) -> Result<Sketch, Refusal> {
    let language = index.language();
    Sketch::read(language, reply, index.outline()).map_err(|why| refuse::no_sketch(&why, language))
}

/// Merges a reply, and what was read in it, into the file as that is laid out.
fn as_laid_out(
    index: &Index,
    sketch: Result<Sketch, Refusal>,
    reply: &str,
    options: &Options,
) -> Result<Merged, Refusal> {
    let merged = sketch
        .and_then(|sketch| aligned(&sketch, index, options))
        .and_then(|merged| verify::syntax(&merged, index).map(|()| merged));
    merged.or_else(|refusal| {
        let noted = || (refusal.kind == RefusalKind::Unsafe).then(|| noted(index, reply, options));
        let other = noted().flatten().or_else(|| rewritten(index, reply, options));
        other.or_else(|| headed(index, reply, options)).ok_or(refusal)
    })
}

/// Merges without a look at the syntax of the result.
fn decide(index: &Index, reply: &str, options: &Options) -> Result<Merged, Refusal> {
    aligned(&read(index, reply)?, index, options)
}

/// Aligns a sketch with the file, again and again with what the caller's pick settles held.
fn aligned(sketch: &Sketch, index: &Index, options: &Options) -> Result<Merged, Refusal> {
    let (language, file) = (index.language(), index.outline());
    let pick = options.at.as_deref().map(|at| Pick::new(at, file));
    let mut pins: Vec<Pin> = Vec::new();
    loop {
        let edits = align::Aligner::new(sketch, file, &language.lexis, &pins).run();
        if edits.is_err() && shapes::only_talks(sketch, index) {
            return Err(refuse::prose(language));
        }
        let stop = match edits {
            Ok(edits) => {
                if let Some(pin) = pins.iter().find(|pin| !pin.holds(&edits, &sketch.outline, file))
                {
                    return Err(refuse::not_held(&sketch.outline, *pin, file));
                }
                match take(edits, sketch, index, options) {
                    Ok(merged) => return Ok(Merged { picked: !pins.is_empty(), ..merged }),
                    Err(stop) => stop,
                }
            }
            Err(doubt) => Stop::Doubt(doubt),
        };
        let doubt = match stop {
            Stop::Doubt(doubt) => doubt,
            Stop::Refusal(refusal) => {
                let at = options.at.as_deref().filter(|_| !pins.is_empty());
                return Err(refuse::at_pick(refusal, at));
            }
        };
        let pin = pick.and_then(|pick| pick.settles(&doubt, &pins, &sketch.outline, index));
        match pin.filter(|pin| pins.len() < PINS && pins.iter().all(|p| p.item != pin.item)) {
            Some(pin) => pins.push(pin),
            None => return Err(refuse::doubt(&doubt, sketch, index)),
        }
    }
}

/// Merges a sketch that leaves something out where a comment says that it stays.
fn noted(index: &Index, sketch: &str, options: &Options) -> Option<Merged> {
    let sketch = Sketch::read_noted(index.language(), sketch, index.outline())?;
    let merged = aligned(&sketch, index, options).ok()?;
    verify::syntax(&merged, index).ok().map(|()| merged)
}

/// Merges a sketch with the head of a block that it ends and does not show.
fn headed(index: &Index, sketch: &str, options: &Options) -> Option<Merged> {
    let sketch = open::headed(sketch, index.language(), index.outline())?;
    let merged = decide(index, &sketch, options).ok()?;
    verify::syntax(&merged, index).ok().map(|()| merged)
}

/// Merges a sketch that is all of the new file, where that needs no alignment.
fn rewritten(index: &Index, sketch: &str, options: &Options) -> Option<Merged> {
    let (language, file) = (index.language(), index.outline());
    let sketch = Sketch::read_whole(language, sketch, file).ok().filter(|sketch| sketch.closed)?;
    let edits = align::Aligner::new(&sketch, file, &language.lexis, &[]).rewritten_file()?;
    let merged = take(edits, &sketch, index, options).ok()?;
    verify::syntax(&merged, index).ok().map(|()| merged)
}

/// Makes splices of edits, where nothing speaks against them.
fn take(
    mut edits: Edits,
    sketch: &Sketch,
    index: &Index,
    options: &Options,
) -> Result<Merged, Stop> {
    let (language, file) = (index.language(), index.outline());
    labels::take_over(&mut edits, &sketch.outline, file);
    leading::place(&mut edits, &sketch.outline, file);
    midline::keep(&mut edits, &sketch.outline, file)?;
    verify::accounts(&edits, sketch)?;
    removals::settle(&mut edits, sketch, index)?;
    removals::check(&edits, sketch, index)?;
    shapes::check(&edits, sketch, index)?;
    elsewhere::check(&edits, sketch, index)?;
    selectors::check(&edits, sketch, index)?;
    if !edits.whole {
        doubled::check(&edits, sketch, index)?;
        labels::check(&edits, sketch, index)?;
    }
    labels::place_above_rest(&mut edits, &sketch.outline, file);
    omissions::check(&edits, sketch, index, options)?;
    heads::keep(&mut edits, sketch, file)?;
    tidy::tidy(&mut edits, &sketch.outline, file);
    let planned = |edits: &Edits, white: White| {
        plan::plan(&sketch.outline, file, &language.lexis, edits, white)
    };
    let splices = if sketch.as_written {
        // Where columns nest, those of a part shown alone are not the file's.
        let nests = language.lexis.nesting == Nesting::Offside;
        let usual = nests.then(|| planned(&edits, White::OfFile));
        plan::replace_what_is_laid_out_otherwise(&mut edits, &sketch.outline, file);
        let shown = planned(&edits, White::Shown);
        usual.map_or(Ok(()), |usual| verify::nesting(&usual, &shown, index))?;
        shown
    } else {
        planned(&edits, White::OfFile)
    };
    if splices.is_empty() {
        omissions::check_unchanged(&edits, sketch, index)?;
    }
    let report = summary::report(&edits, &sketch.outline, file, &splices);
    let merged = Merged { splices, report, picked: false };
    verify::markers(&merged, &edits, sketch, index)?;
    verify::comments(&merged, index)?;
    witness::check(&merged.splices, &edits, sketch, index)?;
    Ok(merged)
}
