//! Reads what the command line names: text files, and standard input.

use std::fmt;
use std::fs::File;
use std::io::{self, IsTerminal as _, Read};
use std::path::PathBuf;
use std::str::FromStr;

use super::error::CommandError;
use super::output::{DIM, Output};
use crate::lang::{self, Language};

/// Largest file or sketch, in bytes: 2 MiB.
pub const MAX_BYTES: u64 = 2 << 20;

/// Reads a language's name off the command line.
pub fn language(name: &str) -> Result<&'static Language, String> {
    lang::by_name(&name.to_lowercase())
        .ok_or_else(|| "no such language; `codegenctl languages` lists them".to_owned())
}

/// A file, or `-` for standard input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Standard input.
    Stdin,
    /// A file.
    Path(PathBuf),
}

/// Why an input cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    /// It cannot be opened or read.
    #[error("cannot read {source_name}: {error}")]
    Read {
        /// What.
        source_name: Source,
        /// Why.
        error: io::Error,
    },
    /// A directory or device.
    #[error("{0} is not a file")]
    NotAFile(Source),
    /// Over [`MAX_BYTES`].
    #[error("{0} is larger than {max} MiB", max = MAX_BYTES >> 20)]
    TooLarge(Source),
    /// It holds a NUL byte.
    #[error("{0} is binary")]
    Binary(Source),
    /// Some other encoding.
    #[error("{source_name} is not UTF-8: line {line}")]
    NotUtf8 {
        /// What.
        source_name: Source,
        /// The first line that is not, from 1.
        line: usize,
    },
}

impl FromStr for Source {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(if text == "-" { Self::Stdin } else { Self::Path(text.into()) })
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stdin => f.write_str("standard input"),
            Self::Path(path) => write!(f, "{}", path.display()),
        }
    }
}

impl Source {
    /// The whole text, byte order mark and line ends as they are.
    pub fn read_text(&self, out: &Output) -> Result<String, InputError> {
        let failed = |error| InputError::Read { source_name: self.clone(), error };
        let bytes = match self {
            Self::Stdin => {
                let stdin = io::stdin().lock();
                if stdin.is_terminal() {
                    let talk = "reading the sketch from the terminal; Ctrl-D ends it";
                    out.talk(&out.talk_look().paint(DIM, talk));
                }
                read_limited(stdin).map_err(failed)?
            }
            Self::Path(path) => {
                // Opening a FIFO or a device may block or have effects, so look first.
                let meta = path.metadata().map_err(failed)?;
                if !meta.is_file() {
                    return Err(InputError::NotAFile(self.clone()));
                }
                read_limited(File::open(path).map_err(failed)?).map_err(failed)?
            }
        };
        self.text_of(bytes)
    }

    fn text_of(&self, bytes: Vec<u8>) -> Result<String, InputError> {
        if bytes.len() as u64 > MAX_BYTES {
            return Err(InputError::TooLarge(self.clone()));
        }
        if bytes.contains(&0) {
            return Err(InputError::Binary(self.clone()));
        }
        String::from_utf8(bytes).map_err(|error| {
            let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = 1 + good.iter().filter(|byte| **byte == b'\n').count();
            InputError::NotUtf8 { source_name: self.clone(), line }
        })
    }
}

fn read_limited(from: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

impl From<InputError> for CommandError {
    fn from(error: InputError) -> Self {
        let failed = Self::failed(error.to_string());
        match error {
            InputError::NotUtf8 { .. } => {
                failed.hint("convert it first: only UTF-8 text is edited")
            }
            InputError::Binary(_) => failed.hint("only text is edited"),
            _ => failed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(bytes: &[u8]) -> Result<String, InputError> {
        Source::Stdin.text_of(bytes.to_vec())
    }

    #[test]
    fn bytes_survive() {
        let bytes = "\u{feff}a\r\nb\rc".as_bytes();
        assert_eq!(text_of(bytes).unwrap().as_bytes(), bytes);
    }

    #[test]
    fn what_is_no_text_is_named() {
        assert!(matches!(text_of(b"a\0b"), Err(InputError::Binary(_))));
        assert!(matches!(text_of(b"a\nb\n\xff"), Err(InputError::NotUtf8 { line: 3, .. })));
        assert!(matches!(text_of(&[b'a'; (2 << 20) + 1]), Err(InputError::TooLarge(_))));
        assert!(text_of(&[b'a'; 2 << 20]).is_ok());
    }
}
