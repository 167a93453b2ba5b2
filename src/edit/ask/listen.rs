//! Follows a reply while it is written: what it changes so far, and whether it is complete.

use std::time::{Duration, Instant};

use crate::edit::{Snapshot, diff};
use crate::index::Index;
use crate::lang::Layout;
use crate::merge::{Options, merge, splice};

/// Between two previews at least.
const PAUSE: Duration = Duration::from_millis(40);
/// The share of time that previews may take: one in so many.
const SHARE: u32 = 5;
/// Bytes of a file above which none are made.
const LARGEST: usize = 1 << 20;

/// Follows one reply.
#[derive(Debug)]
pub(super) struct Listener {
    snapshot: Snapshot,
    form: Form,
    text: String,
    /// Bytes of complete lines that were looked at.
    seen: usize,
    fence: Fence,
    is_complete: bool,
    shown: String,
    asked: Instant,
    first_hunk: Option<Duration>,
    /// No preview before.
    rest_until: Instant,
}

/// What the reply is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A sketch, which is merged as far as it goes.
    Sketch,
    /// The whole file.
    Whole,
    /// Sketches of several files: there is no telling which is the last.
    Several,
}

/// The reply's code fence.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Fence {
    /// Nothing was said yet.
    Awaited,
    /// The reply began with this fence.
    Open(String),
    /// It is closed: all was said.
    Closed,
    /// The reply began otherwise: code may come in several fences, or in none.
    Unknown,
}

/// What a piece of a reply brought.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Heard {
    /// Nothing to show.
    Nothing,
    /// The diff of what is known so far.
    Preview(String),
    /// The sketch is complete.
    Complete,
    /// It was complete, and the model goes on.
    More,
}

impl Listener {
    /// `asked` is when the first question was asked.
    pub fn new(snapshot: &Snapshot, form: Form, asked: Instant) -> Self {
        Self {
            snapshot: snapshot.clone(),
            form,
            text: String::new(),
            seen: 0,
            fence: Fence::Awaited,
            is_complete: false,
            shown: String::new(),
            asked,
            first_hunk: None,
            rest_until: asked,
        }
    }

    /// From the question to the first change that could be shown.
    pub fn first_hunk(&self) -> Option<Duration> {
        self.first_hunk
    }

    /// The reply so far; without what came after its end.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Takes the next piece.
    pub fn hear(&mut self, piece: &str) -> Heard {
        if self.is_complete {
            return if piece.trim().is_empty() { Heard::Nothing } else { Heard::More };
        }
        self.text.push_str(piece);
        if self.form == Form::Several {
            return Heard::Nothing;
        }
        let heard = self.look();
        self.is_complete = heard == Heard::Complete;
        heard
    }

    fn look(&mut self) -> Heard {
        let Some(end) = self.text.rfind('\n').map(|at| at + 1).filter(|end| *end > self.seen)
        else {
            // A last fence may come without a line end.
            return if self.closes_at_end() { Heard::Complete } else { Heard::Nothing };
        };
        let lines = self.text[self.seen..end].to_owned();
        self.seen = end;
        for line in lines.lines() {
            self.follow(line);
        }
        if self.fence == Fence::Closed || self.closes_at_end() {
            return Heard::Complete;
        }
        match self.preview() {
            Some(diff) => Heard::Preview(diff),
            None => Heard::Nothing,
        }
    }

    /// Only a reply that begins as it was asked to, with its fence, is taken to have just one: who
    /// talks first may go on after it.
    fn follow(&mut self, line: &str) {
        let line = line.trim_end();
        match &self.fence {
            Fence::Awaited if line.is_empty() => {}
            Fence::Awaited => {
                let marks = line.len() - line.trim_start_matches('`').len();
                // In prose, fences may be the text.
                let prose = self.index().language().lexis.layout == Layout::Prose;
                self.fence = if marks >= 3 && !prose {
                    Fence::Open("`".repeat(marks))
                } else {
                    Fence::Unknown
                };
            }
            Fence::Open(fence) if line == fence => self.fence = Fence::Closed,
            Fence::Open(_) | Fence::Closed | Fence::Unknown => {}
        }
    }

    fn closes_at_end(&self) -> bool {
        let last = &self.text[self.seen..];
        // A fourth backtick may still come where the fence has three; none has.
        matches!(&self.fence, Fence::Open(fence) if last == fence)
    }

    fn index(&self) -> &Index {
        self.snapshot.index()
    }

    /// What the complete lines change, if that is more than was shown.
    fn preview(&mut self) -> Option<String> {
        let started = Instant::now();
        if self.form == Form::Whole
            || started < self.rest_until
            || self.index().text().len() > LARGEST
        {
            return None;
        }
        let index = self.index();
        let so_far = format!("{}{}\n", &self.text[..self.seen], index.language().gap_marker());
        let merged = merge(index, &so_far, &Options::default());
        let diff = merged.ok().filter(|merged| !merged.splices.is_empty()).map(|merged| {
            let text = index.text();
            diff::unified(self.snapshot.path(), text, &splice(text, &merged.splices))
        });
        self.rest_until = Instant::now() + (started.elapsed() * SHARE).max(PAUSE);
        let diff = diff.filter(|diff| *diff != self.shown)?;
        self.first_hunk.get_or_insert_with(|| self.asked.elapsed());
        self.shown.clone_from(&diff);
        Some(diff)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::lang::by_name;
    use crate::protocol::RelPath;

    const SITE: &str = "a {\n  top: 0;\n}\n\nb {\n  top: 0;\n}\n\nc {\n  top: 0;\n}\n";

    fn listener(language: &str) -> Listener {
        let index = Index::new(by_name(language).unwrap(), SITE);
        let snapshot = Snapshot::of(RelPath::new("x").unwrap(), Arc::new(index));
        Listener::new(&snapshot, Form::Sketch, Instant::now())
    }

    /// Hears `reply` byte by byte, without pauses, up to where it is complete.
    fn heard(listener: &mut Listener, reply: &str) -> Vec<Heard> {
        let mut all = Vec::new();
        for c in reply.chars() {
            listener.rest_until = Instant::now();
            match listener.hear(&c.to_string()) {
                Heard::Nothing => {}
                heard => all.push(heard),
            }
            if all.last() == Some(&Heard::Complete) {
                break;
            }
        }
        all
    }

    #[test]
    fn the_diff_grows_and_the_end_is_the_fences() {
        let mut listener = listener("css");
        let reply = "```css\na {\n  top: 1px;\n}\n\nb {\n  top: 2px;\n}\n/* ... unchanged code ... */\n```\nI changed";
        let all = heard(&mut listener, reply);
        let Heard::Preview(first) = &all[0] else { panic!("{all:?}") };
        assert!(first.contains("+  top: 1px;") && !first.contains("2px"), "{first}");
        let Heard::Preview(last) = &all[all.len() - 2] else { panic!("{all:?}") };
        assert!(last.contains("+  top: 1px;") && last.contains("+  top: 2px;"), "{last}");
        assert_eq!(all.last(), Some(&Heard::Complete));
        assert!(listener.text().ends_with("\n```"));
        assert_eq!(listener.hear("\n"), Heard::Nothing);
        assert_eq!(listener.hear("Also"), Heard::More);
        assert!(listener.text().ends_with("\n```"));
        assert!(listener.first_hunk().is_some());
    }

    #[test]
    fn who_talks_first_may_go_on() {
        for reply in [
            "Here it is:\n```css\na {\n  top: 1px;\n}\n```\nAnd:\n```css\nb {}\n```\n",
            "a {\n  top: 1px;\n}\n",
        ] {
            let mut listener = listener("css");
            assert!(!heard(&mut listener, reply).contains(&Heard::Complete), "{reply}");
        }
        let mut listener = listener("markdown");
        assert!(!heard(&mut listener, "```\na\n```\n").contains(&Heard::Complete));
    }
}
