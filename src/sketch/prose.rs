//! Reads a reply for a file whose own text has fences (Markdown): which are the reply's, and which stand
//! in the text that it shows.

use rustc_hash::FxHashSet;

use super::fences::{Fence, Reply, Snippet, closes, dedent, fence, nests};
use super::marks;
use super::talk::ANNOUNCING;

/// A fence of a reply, with what stands in it.
struct Block<'a> {
    open: Fence<'a>,
    /// The line that opens it.
    start: usize,
    /// The line that closes it, if one does.
    end: Option<usize>,
    /// Is it the reply's, around text of the file?
    own: bool,
}

/// A fence that says so, or that is longer than usual, is the reply's. So is one without a name that
/// holds lines of the file's text, where nothing around the fences is of the file. Beside such, a
/// block of code that the file may have is a part of the text as well, with its fence. Where none is
/// the reply's, all is text.
pub(super) fn read<'a>(lines: &[&'a str], file: &str) -> Reply<'a> {
    let mut blocks = blocks(lines, file);
    if blocks.iter().any(|block| !block.own) {
        tell_nameless(&mut blocks, lines, file);
    }
    if !blocks.iter().any(|block| block.own) {
        return Reply {
            snippets: vec![Snippet {
                lines: without_talk(lines, file).to_vec(),
                closed: true,
                word: "",
                above: "",
            }],
            fenced: false,
            talk: Vec::new(),
        };
    }
    let code = code_of(file);
    let snippet = |block: &Block<'a>| {
        let to = block.end.unwrap_or(lines.len());
        let shown = match (block.own, extent(block, &lines[block.start + 1..to], &code)?) {
            (true, _) | (_, Extent::Part) => block.start + 1..to,
            (false, Extent::Whole) => block.start..lines.len().min(to + 1),
        };
        let lines = dedent(&lines[shown], block.open.indent);
        Some(Snippet { lines, closed: block.end.is_some(), word: "", above: "" })
    };
    Reply { snippets: blocks.iter().filter_map(snippet).collect(), fenced: true, talk: Vec::new() }
}

/// What a fence of a reply shows of a code block of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    Whole,
    /// What stands neither at its start nor at its end.
    Part,
}

/// What a fence of a reply shows of the file's text, or of the code block there that it is for; none where
/// it is for none.
fn extent(block: &Block<'_>, inside: &[&str], code: &[Code<'_>]) -> Option<Extent> {
    if block.own {
        return Some(Extent::Part);
    }
    let shown: Vec<&str> = full(inside).collect();
    let mut any = false;
    let mut held = None;
    for other in code.iter().filter(|other| other.info == block.open.info) {
        any = true;
        if shown.iter().any(|line| other.lines.contains(line)) {
            let ends = other.lines.first() == shown.first() || other.lines.last() == shown.last();
            if ends {
                return Some(Extent::Whole);
            }
            held = Some(Extent::Part);
        }
    }
    held.or(any.then_some(Extent::Whole)).filter(|_| !block.open.info.is_empty())
}

/// A code block of the file.
struct Code<'f> {
    info: &'f str,
    /// Without white space around, and without blank ones.
    lines: Vec<&'f str>,
}

/// The lines that are not blank, without white space around.
fn full<'l>(lines: &[&'l str]) -> impl Iterator<Item = &'l str> {
    lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty())
}

/// The code blocks of a file.
fn code_of(file: &str) -> Vec<Code<'_>> {
    let mut found: Vec<Code<'_>> = Vec::new();
    let mut inner: Option<Fence<'_>> = None;
    for line in file.lines() {
        match &inner {
            Some(within) if closes(line, within) => inner = None,
            Some(_) => {
                let line = line.trim();
                found
                    .last_mut()
                    .filter(|_| !line.is_empty())
                    .into_iter()
                    .for_each(|code| code.lines.push(line));
            }
            None => {
                inner = fence(line);
                found.extend(inner.iter().map(|open| Code { info: open.info, lines: Vec::new() }));
            }
        }
    }
    found
}

/// The outermost fences of a reply.
fn blocks<'a>(lines: &[&'a str], file: &str) -> Vec<Block<'a>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let Some(open) = fence(lines[at]) else {
            at += 1;
            continue;
        };
        let word = open.info.split([' ', ':', ',']).next().unwrap_or("");
        let says_so = matches!(word, "md" | "markdown" | "mdx") || open.len > 3 && word.is_empty();
        let of_file = || file.lines().any(|l| l.trim_end() == lines[at].trim_end());
        let own = says_so && !(at > 0 && of_file());
        let end = if own {
            own_end(lines, at, &open)
        } else {
            (at + 1..lines.len()).find(|i| closes(lines[*i], &open))
        };
        found.push(Block { open, start: at, end, own });
        at = end.map_or(lines.len(), |end| end + 1);
    }
    found
}

/// The line that closes the reply's fence in line `start`: the last that could, before the next fence with
/// a name that stands behind an odd number of those, which then is none of the text's.
fn own_end(lines: &[&str], start: usize, open: &Fence<'_>) -> Option<usize> {
    let mut inner: Option<Fence<'_>> = None;
    let (mut last, mut odd) = (None, false);
    for (at, line) in lines.iter().enumerate().skip(start + 1) {
        match &inner {
            Some(within) if closes(line, within) => {
                // It may be the end of both.
                (inner, last) = (None, Some(at));
            }
            Some(_) => {}
            None if closes(line, open) => (last, odd) = (Some(at), !odd),
            None => match nests(line, open) {
                Some(_) if odd => return last,
                next => inner = next,
            },
        }
    }
    last
}

/// Tells which fences without a name are the reply's.
fn tell_nameless(blocks: &mut [Block<'_>], lines: &[&str], file: &str) {
    let code = code_of(file);
    let in_code = |line: &str| code.iter().any(|code| code.lines.contains(&line));
    let known: FxHashSet<&str> = file.lines().map(str::trim).collect();
    let mut around: Vec<&str> = Vec::new();
    let mut at = 0;
    for block in blocks.iter() {
        around.extend(&lines[at..block.start]);
        at = block.end.map_or(lines.len(), |end| end + 1);
    }
    around.extend(&lines[at..]);
    let of_text = |line: &str| line.starts_with('#') || known.contains(line) || is_marker(line);
    if full(&around).any(of_text) {
        return;
    }
    for block in blocks.iter_mut().filter(|block| block.open.info.is_empty()) {
        let to = block.end.unwrap_or(lines.len());
        let inside = || full(&lines[block.start + 1..to]).filter(|line| known.contains(line));
        block.own |= inside().next().is_some() && !inside().any(in_code);
    }
}

/// Is a line a comment that says that text stays?
fn is_marker(line: &str) -> bool {
    marks::comment_text(line, &[]).is_some_and(marks::is_gap)
}

/// How a reply about prose begins to talk when it is done.
const PARTING: [&str; 8] = [
    "Let me know",
    "I hope",
    "Hope this",
    "Feel free",
    "This change",
    "These changes",
    "I've ",
    "I have ",
];

/// Takes off a first line that announces the sketch and a last one that says what was done, where a
/// marker, or a heading of the file, parts it from the sketch and the file has no such line.
fn without_talk<'b, 'a>(lines: &'b [&'a str], file: &str) -> &'b [&'a str] {
    let known = |line: &str| file.lines().any(|l| l.trim() == line.trim());
    let full = |line: &&&str| !line.trim().is_empty();
    let mut shown = lines;
    let mut from_top = lines.iter().enumerate().filter(|(_, line)| !line.trim().is_empty());
    if let (Some((at, first)), Some((next, second))) = (from_top.next(), from_top.next())
        && (first.trim_end().ends_with(':')
            && (is_marker(second)
                || second.starts_with('#') && known(second) && speaks_of_edit(first))
            || asks_for_edit(first) && shows_code(&lines[next..], file))
        && !known(first)
    {
        shown = &lines[at + 1..];
    }
    let mut from_end = shown.iter().enumerate().rev().filter(|(_, line)| full(line));
    if let (Some((at, last)), Some((_, before))) = (from_end.next(), from_end.next())
        && PARTING.iter().any(|words| last.trim_start().starts_with(words))
        && (is_marker(before) || shows_only_code(&shown[..at], file))
        && !known(last)
    {
        shown = &shown[..at];
    }
    shown
}

/// Does a line ask for an edit of a text's part, by its name: `Add a third command at the end:`? A text may
/// tell its reader to add a plugin.
fn asks_for_edit(line: &str) -> bool {
    const VERBS: [&str; 8] =
        ["add", "append", "change", "delete", "insert", "remove", "replace", "update"];
    const PARTS: [&str; 17] = [
        "block",
        "bullet",
        "command",
        "cell",
        "column",
        "end",
        "entry",
        "example",
        "fence",
        "heading",
        "item",
        "line",
        "paragraph",
        "row",
        "sentence",
        "start",
        "step",
    ];
    const DONE: [&str; 6] = ["added", "changed", "edited", "made", "removed", "updated"];
    let lower = line.trim().to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let place = |word: &str| matches!(word, "in" | "at" | "under" | "here" | "just" | "then");
    let asks = words.clone().find(|word| !place(word)).is_some_and(|word| VERBS.contains(&word));
    let within = ["in the ", "under "].iter().any(|lead| lower.starts_with(lead))
        && ["section:", "block:"].iter().any(|end| lower.ends_with(end));
    let edited = ["i've ", "i have "].iter().find_map(|lead| lower.strip_prefix(lead));
    let answers = edited.is_some_and(|rest| DONE.iter().any(|verb| rest.starts_with(verb)))
        || ["sure,", "sure!", "sure."].iter().any(|lead| lower.starts_with(lead));
    let told = ANNOUNCING.iter().any(|lead| line.trim_start().starts_with(lead));
    let ends = lower.ends_with(':');
    let anew = ["updated", "changed", "new", "edited"];
    answers
        || ends && within
        || ends && told && words.clone().any(|word| anew.contains(&word))
        || ends && asks && words.any(|word| PARTS.contains(&word))
}

/// Do lines begin with a code block of the file, and show a change of it?
fn shows_code(lines: &[&str], file: &str) -> bool {
    let Some(block) = blocks(lines, file).into_iter().next().filter(|block| block.start == 0)
    else {
        return false;
    };
    let inside = &lines[1..block.end.unwrap_or(lines.len())];
    let code = code_of(file);
    let held = |line: &str| code.iter().any(|code| code.lines.contains(&line));
    let same = |code: &Code<'_>| full(inside).eq(code.lines.iter().copied());
    // What is shown as it is, above more, is a place in the text.
    let more = block.end.is_some_and(|end| full(&lines[end + 1..]).nth(1).is_some());
    full(inside).any(held) && !(more && code.iter().any(same))
}

/// Are lines a code block that the file has, and nothing else?
fn shows_only_code(lines: &[&str], file: &str) -> bool {
    let first = lines.iter().position(|line| !line.trim().is_empty()).unwrap_or(0);
    let lines = &lines[first..];
    let closes = |block: &Block<'_>| {
        block.end.is_some_and(|end| lines[end + 1..].iter().all(|line| line.trim().is_empty()))
    };
    shows_code(lines, file) && blocks(lines, file).first().is_some_and(closes)
}

/// Does a line announce what stands below it, or say that it was edited?
fn speaks_of_edit(line: &str) -> bool {
    let edited = ["Updated", "Added", "Changed", "Edited", "Rewrote"];
    let mut words = ANNOUNCING.iter().chain(&edited);
    words.any(|words| line.trim_start().starts_with(words))
}
