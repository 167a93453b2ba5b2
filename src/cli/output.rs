//! The only way to the terminal: data on stdout, talk on stderr.
//!
//! Data that goes to a pipe or a file is written byte for byte. What a terminal shows is escaped
//! and, where the user wants it, coloured. Everything on stderr is escaped.

use std::borrow::Cow;
use std::io::{self, IsTerminal as _, Write};

use anstream::stream::{AsLockedWrite, RawStream};
use anstyle::{AnsiColor, Style};
use serde::Serialize;

use super::escape::{escape, one_line};

/// Version of the `--json` objects.
pub const JSON_SCHEMA: u32 = 1;

/// For headings and what names the thing.
pub const BOLD: Style = Style::new().bold();
/// For what matters less.
pub const DIM: Style = Style::new().dimmed();
/// For what is new, and for success.
pub const GREEN: Style = AnsiColor::Green.on_default();
/// For what is gone.
pub const RED: Style = AnsiColor::Red.on_default();
/// For positions.
pub const CYAN: Style = AnsiColor::Cyan.on_default();
/// For commits and edits.
pub const YELLOW: Style = AnsiColor::Yellow.on_default();
/// For `error:`.
pub const ERROR: Style = AnsiColor::Red.on_default().bold();
/// For `hint:`.
pub const HINT: Style = AnsiColor::Cyan.on_default().bold();

/// When to colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How text looks where it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// To a program: the very bytes.
    Raw,
    /// To a person: control characters escaped.
    Escaped,
    /// To a person: escaped and styled.
    Styled,
}

impl Look {
    /// Untrusted text as it may be written here.
    pub fn text(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Raw => Cow::Borrowed(text),
            Self::Escaped | Self::Styled => escape(text),
        }
    }

    /// [`Look::text`] in a style, where styles are wanted.
    pub fn paint(self, style: Style, text: &str) -> String {
        match self {
            Self::Styled => format!("{style}{}{style:#}", escape(text)),
            _ => self.text(text).into_owned(),
        }
    }
}

/// Stdout and stderr with their looks.
#[derive(Debug)]
pub struct Output {
    out: Look,
    err: Look,
    file: Look,
}

impl Output {
    /// For this process's streams, with what the user said about colour.
    pub fn new(color: Color) -> Self {
        let styled = |auto: anstream::ColorChoice| match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => auto != anstream::ColorChoice::Never,
        };
        let (out, err) = (io::stdout(), io::stderr());
        let out_styled = styled(anstream::AutoStream::choice(&out));
        let err_styled = styled(anstream::AutoStream::choice(&err));
        Self {
            out: match (out_styled, out.is_terminal()) {
                (true, _) => Look::Styled,
                (false, true) => Look::Escaped,
                (false, false) => Look::Raw,
            },
            err: if err_styled { Look::Styled } else { Look::Escaped },
            file: if out.is_terminal() { Look::Escaped } else { Look::Raw },
        }
    }

    /// How stdout looks.
    pub fn look(&self) -> Look {
        self.out
    }

    /// How stderr looks.
    pub fn talk_look(&self) -> Look {
        self.err
    }

    /// Writes text that was made with [`Output::look`] to stdout.
    pub fn data(&self, text: &str) -> io::Result<()> {
        write_all(self.out, io::stdout().lock(), text)
    }

    /// Writes a file's text to stdout: its very bytes, whatever was said about colour, but escaped
    /// on a terminal.
    pub fn file(&self, text: &str) -> io::Result<()> {
        write_all(self.file, io::stdout().lock(), &self.file.text(text))
    }

    /// Writes `{"schema": 1, ...value}` and a line end to stdout.
    pub fn json(&self, value: &impl Serialize) -> io::Result<()> {
        #[derive(Serialize)]
        struct Versioned<'a, T> {
            schema: u32,
            #[serde(flatten)]
            value: &'a T,
        }
        let text = serde_json::to_string(&Versioned { schema: JSON_SCHEMA, value })?;
        self.data(&format!("{}\n", json_safe(&text)))
    }

    /// Writes a line made with [`Output::talk_look`] to stderr. Talk that nobody hears is no error.
    pub fn talk(&self, line: &str) {
        let _ = write_all(self.err, io::stderr().lock(), &format!("{line}\n"));
    }

    /// Writes `label: text` to stderr, the text on one line.
    pub fn label(&self, style: Style, label: &str, text: &str) {
        self.talk(&format!("{} {}", self.err.paint(style, &format!("{label}:")), one_line(text)));
    }
}

fn write_all<S>(look: Look, stream: S, text: &str) -> io::Result<()>
where
    S: RawStream + AsLockedWrite,
{
    // The adapter makes old Windows consoles understand styles. Data must not pass through it.
    if look == Look::Styled {
        let mut stream = anstream::AutoStream::always(stream);
        stream.write_all(text.as_bytes())?;
        stream.flush()
    } else {
        let mut stream = stream;
        stream.write_all(text.as_bytes())?;
        stream.flush()
    }
}

/// JSON escapes the C0 controls by itself; the rest of what a terminal obeys is escaped here. These
/// characters stand only inside strings, so the value is the same.
fn json_safe(text: &str) -> Cow<'_, str> {
    if !text.contains(is_c1) {
        return Cow::Borrowed(text);
    }
    let escaped = |c: char| if is_c1(c) { format!("\\u{:04x}", u32::from(c)) } else { c.into() };
    Cow::Owned(text.chars().map(escaped).collect())
}

fn is_c1(c: char) -> bool {
    ('\x7f'..='\u{9f}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_differ_only_as_they_should() {
        assert_eq!(Look::Raw.paint(RED, "\x1b[2J"), "\x1b[2J");
        assert_eq!(Look::Escaped.paint(RED, "\x1b[2J"), "^[[2J");
        assert_eq!(Look::Styled.paint(RED, "\x1b"), "\x1b[31m^[\x1b[0m");
    }

    #[test]
    fn json_keeps_its_value() {
        let text = serde_json::to_string("a\u{9b}31m\x1b\x7f").unwrap();
        let safe = json_safe(&text);
        assert!(safe.is_ascii());
        assert_eq!(serde_json::from_str::<String>(&safe).unwrap(), "a\u{9b}31m\x1b\x7f");
    }
}
