//! Writes a line of the sketch in the place of one of the file: what both say keeps the file's white space.

use super::Planner;
use crate::index::{Kind, Token};
use crate::lang::Layout;

impl Planner<'_> {
    /// A comment behind the code of the file's line, with what is in front of it, where the sketch's line has
    /// none: it stays.
    pub(super) fn comment_behind(&self, s: usize, f: usize) -> &str {
        let unit = &self.f.units[f];
        match self.f.unit_tokens(f) {
            [.., code, comment]
                if unit.comment.is_some()
                    && self.s.units[s].comment.is_none()
                    && comment.kind == Kind::Comment =>
            {
                &self.f.text[code.end..unit.end]
            }
            _ => "",
        }
    }

    /// What both lines say keeps the file's white space, unless the sketch shows that it repeats
    /// white space as it is.
    pub(super) fn blend(&self, s: usize, f: usize) -> String {
        let (a, b) = (&self.s.units[s], &self.f.units[f]);
        let (at, bt) = (&self.s.tokens[a.tokens.clone()], &self.f.tokens[b.tokens.clone()]);
        let mut before =
            at.iter().zip(bt).take_while(|(x, y)| x.hash == y.hash && x.kind == y.kind).count();
        let mut from_end = 0;
        let behind = self.comment_behind(s, f);
        let tail = bt.len() - usize::from(!behind.is_empty());
        if self.indenter.is_faithful() {
            return format!("{}{behind}", self.s.said(s));
        }
        while before + from_end < at.len().min(tail) {
            let (x, y) = (at[at.len() - 1 - from_end], bt[tail - 1 - from_end]);
            if x.hash != y.hash || x.kind != y.kind {
                break;
            }
            from_end += 1;
        }
        // A sign of several characters is one: `++` and `+=` have none of it in common.
        let parts = |tokens: &[Token], at: usize| {
            at > 0 && tokens.get(at).is_some_and(|token| is_one_sign(tokens[at - 1], *token))
        };
        while parts(at, before) || parts(bt, before) {
            before -= 1;
        }
        while parts(at, at.len() - from_end) || parts(bt, tail - from_end) {
            from_end -= 1;
        }
        let (s_new, f_old) = (before..at.len() - from_end, before..tail - from_end);
        let mut text = String::new();
        if f_old.is_empty() || s_new.is_empty() {
            // Something is added or goes: the white space around it is the sketch's.
            let s_from = before.checked_sub(1).map_or(a.start, |i| at[i].end);
            let s_to = at.get(s_new.end).map_or(a.end, |t| t.start);
            let f_from = before.checked_sub(1).map_or(b.start, |i| bt[i].end);
            let f_to = bt.get(f_old.end).map_or(b.end, |t| t.start);
            let kept_tail = f_old.end < bt.len();
            text.push_str(&self.f.text[b.start..f_from]);
            text.push_str(&self.s.text[s_from..s_to]);
            if kept_tail {
                if s_new.end == at.len() {
                    let white = bt[f_old.end - usize::from(f_old.end > 0)].end;
                    text.push_str(&self.f.text[white.min(f_to)..f_to]);
                }
                text.push_str(&self.f.text[f_to..b.end]);
            }
        } else if matches!(self.layout, Layout::Declarations | Layout::Elements) {
            text.push_str(&self.f.text[b.start..bt[f_old.start].start]);
            text.push_str(&self.s.text[at[s_new.start].start..at[s_new.end - 1].end]);
            text.push_str(&self.f.text[bt[f_old.end - 1].end..b.end]);
        } else {
            let from = before.checked_sub(1).map_or(a.start, |i| at[i].end);
            let old_from = before.checked_sub(1).map_or(b.start, |i| bt[i].end);
            let to = at.get(s_new.end).map_or(a.end, |t| t.start);
            let old_to = if s_new.end == at.len() {
                bt[f_old.end - 1].end
            } else {
                bt.get(f_old.end).map_or(b.end, |t| t.start)
            };
            text.push_str(&self.f.text[b.start..old_from]);
            text.push_str(&self.s.text[from..to]);
            text.push_str(&self.f.text[old_to..b.end]);
        }
        text
    }
}

/// Are two tokens characters of one operator?
fn is_one_sign(first: Token, second: Token) -> bool {
    let sign = |token: Token| {
        matches!(
            token.kind,
            Kind::Punct(
                b'+' | b'-'
                    | b'*'
                    | b'/'
                    | b'%'
                    | b'='
                    | b'<'
                    | b'>'
                    | b'!'
                    | b'&'
                    | b'|'
                    | b'^'
                    | b'?'
                    | b':'
            )
        )
    };
    first.end == second.start && sign(first) && sign(second)
}
