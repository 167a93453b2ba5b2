//! Knows a loop that is another one, written otherwise.

use std::ops::Range;

use super::Aligner;
use super::siblings::{in_common, words};
use crate::index::{Kind, NodeId, Outline, Token};

/// Words that begin a loop over things.
const LOOPS: [&str; 2] = ["for", "foreach"];
/// Words between what a loop goes by and what it goes over.
const OVER: [&str; 3] = ["in", "of", "range"];

impl Aligner<'_> {
    /// Does new code below a gap go over what the loop does that the gap hides right there, in the same words?
    /// A hunk may begin with what it changes above the loop.
    pub(super) fn loops_again(&self, old: NodeId, run: &[usize]) -> bool {
        let head = self.f.nodes[old].head;
        let word = self.f.unit_tokens(head).first().map(|t| self.f.token_text(t));
        let again = |unit: &usize| {
            self.s.units[*unit].same(&self.f.units[head])
                && self.s.column(*unit) == self.f.column(head)
        };
        word.is_some_and(|word| word == "while" || LOOPS.contains(&word))
            && !self.f.nodes[old].is_leaf()
            && run.iter().any(again)
    }

    /// Do two loops with other heads go over one thing, and say for the most part the same of what that
    /// holds (`for (auto it = all.begin(); ..)`, `for (auto &one : all)`)?
    pub(super) fn goes_over_the_same(&self, new: NodeId, old: NodeId) -> bool {
        let (a, b) = (&self.s.nodes[new], &self.f.nodes[old]);
        if a.is_leaf() || b.is_leaf() {
            return false;
        }
        let (ours, theirs) = (head(self.s, a.head), head(self.f, b.head));
        let (Some(ours), Some(theirs)) = (ours, theirs) else { return false };
        let same = |a: &[Token], b: &[Token]| a.iter().map(|t| t.hash).eq(b.iter().map(|t| t.hash));
        let holds = |all: &[Token], some: &[Token]| all.windows(some.len()).any(|w| same(w, some));
        let over_one = match (over(self.s, &ours), over(self.f, &theirs)) {
            (Some(one), Some(other)) => same(one, other),
            (Some(one), None) => holds(&theirs, one),
            (None, Some(other)) => holds(&ours, other),
            (None, None) => false,
        };
        if !over_one {
            return false;
        }
        // The names that a head gives to what it goes by tell nothing of what is done.
        let said = |o: &Outline, head: &[Token], units: Range<usize>| -> Vec<String> {
            let own = words(o, head);
            let code = |unit: usize| o.unit_code(unit).copied().collect::<Vec<_>>();
            let all = units.flat_map(|unit| words(o, &code(unit)));
            all.filter(|word| !own.contains(word)).collect()
        };
        let ours = said(self.s, &ours, a.head + 1..a.last + 1);
        let theirs = said(self.f, &theirs, b.head + 1..b.last + 1);
        let most = ours.len().max(theirs.len());
        most > 0 && 3 * in_common(&ours, theirs) >= 2 * most
    }
}

/// The code of a loop's head.
fn head(o: &Outline, unit: usize) -> Option<Vec<Token>> {
    let code: Vec<Token> = o.unit_code(unit).copied().collect();
    code.first().is_some_and(|t| LOOPS.contains(&o.token_text(t))).then_some(code)
}

/// What a loop goes over that takes one by one, brackets at its end left out.
fn over<'t>(o: &Outline, head: &'t [Token]) -> Option<&'t [Token]> {
    let end = head.iter().rposition(|t| t.kind == Kind::Word || t.is(b'*')).map(|at| at + 1)?;
    let is = |t: &Token| OVER.contains(&o.token_text(t));
    let colon = |at: usize| {
        let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten();
        head[at].is(b':') && beside.into_iter().all(|at| head.get(at).is_none_or(|t| !t.is(b':')))
    };
    let from = (1..end).rev().find(|at| is(&head[*at]) || colon(*at))? + 1;
    let over = &head[from..end];
    (!over.is_empty() && !over.iter().any(|t| t.is(b';'))).then_some(over)
}
