//! Which language each part of a text is of.
//!
//! In: a text, its language's [`Lexis`], and for a sketch what is known of where its runs of lines
//! stand. Out: spans, asked for one after another. Style and script in HTML, what stands outside of
//! PHP's tags, the code blocks of Markdown and the block scalars of YAML are spans of their own.

use std::iter::Peekable;
use std::ops::Range;

use crate::lang::{Layout, Lexis};

const CARRIED: u8 = Lexis::CARRIED_REGION;

/// A run of text with the same rules.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span<'a> {
    pub end: usize,
    pub region: u8,
    pub lexis: &'a Lexis,
}

/// The spans of a text.
pub(super) struct Regions<'a> {
    text: &'a str,
    lexis: &'a Lexis,
    jumps: Peekable<std::slice::Iter<'a, (usize, u8)>>,
    region: u8,
    /// Where the present span ends by itself.
    end: usize,
    /// The next line that may start a carried span.
    carried: Option<Carried>,
}

/// Lines that a language only carries.
#[derive(Debug, Clone)]
struct Carried {
    lines: Range<usize>,
}

/// Has the language regions at all?
pub(super) fn has_regions(lexis: &Lexis) -> bool {
    !lexis.regions.is_empty()
        || lexis.outside.is_some()
        || lexis.block_scalars
        || lexis.layout == Layout::Prose
}

impl<'a> Regions<'a> {
    pub fn new(text: &'a str, lexis: &'a Lexis, jumps: &'a [(usize, u8)]) -> Self {
        let mut this = Self {
            text,
            lexis,
            jumps: jumps.iter().peekable(),
            region: 0,
            end: text.len(),
            carried: None,
        };
        this.look_ahead(0);
        this
    }

    /// The span that the text at `at` is in.
    pub fn at(&mut self, at: usize) -> Span<'a> {
        let mut jumped = None;
        while let Some((_, region)) = self.jumps.next_if(|(from, _)| *from <= at) {
            jumped = Some(*region);
        }
        if let Some(region) = jumped {
            self.enter(at, region);
            self.look_ahead(at);
        } else if at >= self.end {
            self.leave(at);
        }
        self.enter_carried(at);
        let next = self.jumps.peek().map_or(self.text.len(), |(from, _)| *from);
        let ahead = match &self.carried {
            Some(c) if self.region == 0 => c.lines.start.max(at + 1),
            _ => self.text.len(),
        };
        let end = self.end.min(next).min(ahead).max(at + 1);
        let mut end = end.min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end += 1;
        }
        Span { end, region: self.region, lexis: self.lexis.region(self.region) }
    }

    /// Does what was just read, up to `at`, start another span?
    pub fn changes(&mut self, text: &str, at: usize) -> bool {
        if self.region != 0 || text.as_bytes().get(at - 1) != Some(&b'>') {
            return false;
        }
        if self.lexis.outside.is_some() {
            if text[..at].ends_with("?>") {
                self.enter(at, 1);
                return true;
            }
            return false;
        }
        if self.lexis.regions.is_empty() {
            return false;
        }
        let region = self.opened(at);
        if region != 0 {
            self.enter(at, region);
        }
        region != 0
    }

    fn enter(&mut self, at: usize, region: u8) {
        self.region = region;
        let rest = &self.text[at..];
        let len = match region {
            0 => None,
            CARRIED if self.lexis.layout == Layout::Prose => fence_end(rest, None),
            CARRIED | Lexis::STRING_REGION => self.jumps.peek().map(|(from, _)| from - at),
            _ if self.lexis.outside.is_some() => rest.find("<?"),
            n => self.lexis.regions.get(usize::from(n) - 1).and_then(|r| find_close(rest, r.tag)),
        };
        self.end = len.map_or(self.text.len(), |len| at + len);
    }

    fn leave(&mut self, at: usize) {
        let was_carried = self.region == CARRIED;
        self.region = 0;
        self.end = self.text.len();
        if was_carried && self.lexis.layout == Layout::Prose {
            // The line that closes a fence opens none.
            self.look_ahead(at + self.text[at..].find('\n').map_or(0, |i| i + 1));
        } else if was_carried {
            self.look_ahead(at);
        }
    }

    /// The region whose opening tag ends right before `at`, or 0.
    fn opened(&self, at: usize) -> u8 {
        let Some(open) = tag_start(&self.text[..at]) else { return 0 };
        region_of(&self.text[open..at], self.lexis)
    }

    fn enter_carried(&mut self, at: usize) {
        if self.region != 0 {
            return;
        }
        while let Some(carried) = self.carried.clone() {
            if at < carried.lines.start {
                return;
            }
            if at < carried.lines.end {
                (self.region, self.end) = (CARRIED, carried.lines.end);
                self.carried = None;
                return;
            }
            self.look_ahead(carried.lines.end.max(at));
        }
    }

    /// Finds the next lines from `at` on that the language only carries.
    fn look_ahead(&mut self, at: usize) {
        self.carried = if self.lexis.layout == Layout::Prose {
            next_fence(self.text, at)
        } else if self.lexis.block_scalars {
            next_scalar(self.text, at)
        } else {
            None
        };
    }
}

/// The elements of other languages, with the number of their region.
pub(super) fn elements<'a>(
    text: &'a str,
    lexis: &'a Lexis,
) -> impl Iterator<Item = (Range<usize>, u8)> + 'a {
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(i) = text[at..].find('<') {
            let open = at + i;
            at = open + 1;
            let Some(len) = tag_len(&text[open..]) else { continue };
            let region = region_of(&text[open..open + len], lexis);
            if region == 0 {
                continue;
            }
            let start = open + len;
            let tag = lexis.regions[usize::from(region) - 1].tag;
            let end = find_close(&text[start..], tag).map_or(text.len(), |i| start + i);
            at = end;
            return Some((start..end, region));
        }
        None
    })
}

/// The longest tag that is looked at.
const LONGEST_TAG: usize = 2_000;

/// The length of the tag that a text starts with.
fn tag_len(text: &str) -> Option<usize> {
    let mut quote = None;
    for (i, byte) in text.bytes().enumerate().take(LONGEST_TAG) {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'>') => return Some(i + 1),
            (Some(q), b) if q == b => quote = None,
            _ => {}
        }
    }
    None
}

/// Where the tag starts that a text ends with.
fn tag_start(text: &str) -> Option<usize> {
    let mut from = text.len().saturating_sub(LONGEST_TAG);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let open = from + text[from..].rfind('<')?;
    (tag_len(&text[open..]) == Some(text.len() - open)).then_some(open)
}

/// The region that a tag opens, or 0.
fn region_of(tag: &str, lexis: &Lexis) -> u8 {
    let body = &tag[1..];
    let name_len = body.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'-').count();
    let (name, attributes) = body.split_at(name_len);
    if name.is_empty() || attributes.ends_with("/>") {
        return 0;
    }
    let fits = |attribute: Option<(&str, &str)>| {
        attribute.is_none_or(|(name, value)| {
            attributes.match_indices(name).any(|(i, _)| {
                let rest = attributes[i + name.len()..].trim_start();
                let Some(rest) = rest.strip_prefix('=') else { return false };
                let rest = rest.trim_start();
                let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
                let given = match quote {
                    Some(q) => rest[1..].split(q).next(),
                    None => rest.split([' ', '>', '\n']).next(),
                };
                given.is_some_and(|g| g.contains(value))
            })
        })
    };
    let found =
        lexis.regions.iter().position(|r| r.tag.eq_ignore_ascii_case(name) && fits(r.attribute));
    found.and_then(|i| u8::try_from(i + 1).ok()).unwrap_or(0)
}

/// Where the end tag of an element starts.
fn find_close(text: &str, tag: &str) -> Option<usize> {
    text.match_indices("</").map(|(i, _)| i).find(|i| {
        let name = text.as_bytes().get(i + 2..i + 2 + tag.len());
        name.is_some_and(|n| n.eq_ignore_ascii_case(tag.as_bytes()))
    })
}

// ---- Markdown ----

/// The mark and length of the fence that a line is, and whether it may close one.
fn fence(line: &str) -> Option<(u8, usize, bool)> {
    let body = line.trim_start_matches([' ', '\t']);
    let mark = *body.as_bytes().first().filter(|b| matches!(b, b'`' | b'~'))?;
    let len = body.bytes().take_while(|b| *b == mark).count();
    let info = body[len..].trim();
    (len >= 3 && !info.contains('`')).then_some((mark, len, info.is_empty()))
}

/// The lines between the next fence and what closes it, or the front matter at a file's start.
fn next_fence(text: &str, at: usize) -> Option<Carried> {
    let mut from = at;
    if at == 0
        && let Some(rest) =
            text.strip_prefix("---").and_then(|r| r.trim_start_matches('\r').strip_prefix('\n'))
        && let Some(len) = line_starts(rest).find(|i| rest[*i..].starts_with("---"))
    {
        let start = text.len() - rest.len();
        return Some(Carried { lines: start..start + len });
    }
    if at > 0 && !text[..at].ends_with('\n') {
        from = at + text[at..].find('\n')? + 1;
    }
    for i in line_starts(&text[from..]) {
        let line = text[from + i..].lines().next().unwrap_or("");
        let Some((mark, len, _)) = fence(line) else { continue };
        let start = (from + i + line.len() + 1).min(text.len());
        let start = if text[..start].ends_with('\r') { (start + 1).min(text.len()) } else { start };
        let end = fence_end(&text[start..], Some((mark, len))).map_or(text.len(), |n| start + n);
        return Some(Carried { lines: start..end });
    }
    None
}

/// Where the line starts that closes a fence.
fn fence_end(text: &str, open: Option<(u8, usize)>) -> Option<usize> {
    line_starts(text).find(|i| {
        let line = text[*i..].lines().next().unwrap_or("");
        fence(line).is_some_and(|(mark, len, bare)| {
            bare && open.is_none_or(|(m, n)| m == mark && len >= n)
        })
    })
}

fn line_starts(text: &str) -> impl Iterator<Item = usize> + '_ {
    let first = (!text.is_empty()).then_some(0);
    first
        .into_iter()
        .chain(text.match_indices('\n').map(|(i, _)| i + 1).filter(|i| *i < text.len()))
}

// ---- YAML ----

/// The lines of the next block scalar.
fn next_scalar(text: &str, at: usize) -> Option<Carried> {
    let mut from = text[..at].rfind('\n').map_or(0, |i| i + 1);
    if from < at {
        from = at + text[at..].find('\n').map_or(text.len() - at, |i| i + 1);
    }
    let mut lines = text[from..].split_inclusive('\n');
    while let Some(line) = lines.next() {
        from += line.len();
        let Some(column) = scalar_column(line) else { continue };
        let mut len = 0;
        for line in lines.clone() {
            let body = line.trim_start_matches(' ');
            let blank = body.trim().is_empty();
            if !blank && line.len() - body.len() <= column {
                break;
            }
            len += line.len();
        }
        if len > 0 {
            return Some(Carried { lines: from..from + len });
        }
    }
    None
}

/// The column of the key whose value is a block scalar that starts with the next line.
fn scalar_column(line: &str) -> Option<usize> {
    let code = line.trim_end();
    if code.trim_start().starts_with('#') {
        return None;
    }
    let code = code.split(" #").next()?.trim_end();
    let head = code.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-'));
    let head = head.strip_suffix(['|', '>']).filter(|h| code.len() - h.len() <= 3)?;
    let body = head.trim_end();
    if body.len() == head.len()
        || !(body.ends_with(':') || body.ends_with('-') || body.contains(": !"))
    {
        return None;
    }
    let mut column = line.len() - line.trim_start_matches(' ').len();
    let mut rest = &line[column..];
    while let Some(after) = rest.strip_prefix("- ") {
        let more = after.len() - after.trim_start_matches(' ').len();
        if after.trim_start().starts_with(['|', '>']) {
            break;
        }
        column += 2 + more;
        rest = &after[more..];
    }
    Some(column)
}

#[cfg(test)]
mod tests {
    use super::super::lex::{Kind, lex};
    use crate::lang::by_name;

    fn regions(language: &str, text: &str) -> Vec<(String, u8)> {
        let lexis = &by_name(language).unwrap().lexis;
        let mut out: Vec<(String, u8)> = Vec::new();
        for token in lex(text, lexis) {
            let said = &text[token.start..token.end];
            match out.last_mut().filter(|(_, region)| *region == token.region) {
                Some((words, _)) => {
                    words.push(' ');
                    words.push_str(said);
                }
                None => out.push((said.to_owned(), token.region)),
            }
        }
        out
    }

    #[test]
    fn elements_hold_other_languages() {
        let text = "<p>a</p><style>b{}</style><script lang=\"ts\">c</script>";
        let found: Vec<u8> = regions("vue", text).into_iter().map(|r| r.1).collect();
        assert_eq!(found.len(), 5);
        assert!(found[0] == 0 && found[1] != 0 && found[2] == 0 && found[3] != found[1]);
    }

    #[test]
    fn php_starts_outside() {
        let found = regions("php", "<p># it's</p>\n<?php $a; // b ?>\n<p>");
        assert_eq!(found.iter().map(|r| r.1).collect::<Vec<_>>(), [1, 0, 1]);
        assert_eq!(found[1].0, "< ? php $a ; // b  ? >");
    }

    #[test]
    fn block_scalars_have_no_comments() {
        let text = "a: |\n  # x\n\n  y\n# z\nb:\n- c: >-\n    # d\n  e: 1 # f\n";
        let lexis = &by_name("yaml").unwrap().lexis;
        let comments: Vec<&str> = lex(text, lexis)
            .iter()
            .filter(|t| t.kind == Kind::Comment)
            .map(|t| &text[t.start..t.end])
            .collect();
        assert_eq!(comments, ["# z", "# f"]);
    }

    #[test]
    fn fences_and_front_matter_are_carried() {
        let text = "---\n# a\n---\n# b\n```sh\n# c\n```\n~~~\n```\n# d\n~~~\n# e\n";
        let found = regions("markdown", text);
        let carried: Vec<&str> = found.iter().filter(|r| r.1 != 0).map(|r| r.0.as_str()).collect();
        assert_eq!(carried, ["# a", "# c", "` ` ` # d"]);
    }
}
