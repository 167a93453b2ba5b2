//! The options of `edit` that say how the model is asked.

use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::str::FromStr;

use super::error::CommandError;
use super::worktree::Worktree;
use crate::config::Settings;
use crate::protocol::{AskOptions, ReplyLimits, Strategy};

/// How the model is asked.
#[derive(Debug, clap::Args)]
pub struct AskArgs {
    /// In what form the edit is asked for
    #[arg(long, value_name = "HOW", value_enum)]
    strategy: Option<StrategyArg>,

    /// Ask at most so many times: a sketch that cannot be merged leads to another question
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=5))]
    rounds: Option<u32>,

    /// The lines of the first file that the instruction is about
    #[arg(long, value_name = "FIRST:LAST")]
    lines: Option<Lines>,

    /// A file that the model may read and not change; may be given several times
    #[arg(long, value_name = "FILE")]
    context: Vec<PathBuf>,
}

/// [`Strategy`] on the command line.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum StrategyArg {
    /// Whatever suits the file and the model (the default)
    Auto,
    /// A lazy sketch: changed blocks, and markers for the rest
    Sketch,
    /// The whole file
    Rewrite,
    /// The whole file, with the old one as predicted output
    Predict,
    /// A sketch by a server on this machine, whatever is configured
    Local,
}

/// First and last line, from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Lines(RangeInclusive<usize>);

impl FromStr for Lines {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const FORM: &str = "a line, or first and last as in 12:40";
        let (first, last) = text.split_once([':', '-']).unwrap_or((text, text));
        let line = |text: &str| text.trim().parse::<usize>().map_err(|_| FORM);
        match (line(first)?, line(last)?) {
            (first, last) if 1 <= first && first <= last => Ok(Self(first..=last)),
            _ => Err(FORM),
        }
    }
}

impl AskArgs {
    /// With what the configuration says where a flag says nothing.
    pub fn options(
        self,
        worktree: &Worktree,
        settings: &Settings,
    ) -> Result<AskOptions, CommandError> {
        let limits = &settings.limits;
        let strategy = self.strategy.map(|strategy| match strategy {
            StrategyArg::Auto => Strategy::Auto,
            StrategyArg::Sketch => Strategy::Sketch,
            StrategyArg::Rewrite => Strategy::Rewrite,
            StrategyArg::Predict => Strategy::Predict,
            StrategyArg::Local => Strategy::Local,
        });
        let mut context = Vec::new();
        for file in &self.context {
            let path = worktree.path(file)?;
            refuse_ignored(settings, &path)?;
            context.push(path);
        }
        Ok(AskOptions {
            strategy: strategy.unwrap_or(settings.strategy),
            rounds: self.rounds.unwrap_or(limits.rounds),
            outline_tokens: limits.outline_tokens,
            style: settings.style.clone(),
            lines: self.lines.map(|Lines(lines)| (*lines.start(), *lines.end())),
            context,
            limits: ReplyLimits {
                max_tokens: Some(limits.max_tokens),
                reply_bytes: Some(limits.reply_bytes),
                attempts: Some(limits.attempts),
                first_text: Some(limits.first_text),
                idle: Some(limits.idle),
                total: Some(limits.total),
            },
        })
    }
}

/// A file on an ignore list is not sent to a model.
pub fn refuse_ignored(
    settings: &Settings,
    path: &crate::protocol::RelPath,
) -> Result<(), CommandError> {
    if settings.is_ignored(path)? {
        let what = format!("{path} is on an ignore list, and is not sent to a model");
        return Err(CommandError::failed(what).hint("codegenctl config shows who ignores it"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_as_people_write_them() {
        assert_eq!("3:7".parse(), Ok(Lines(3..=7)));
        assert_eq!("3-7".parse(), Ok(Lines(3..=7)));
        assert_eq!("5".parse(), Ok(Lines(5..=5)));
        for bad in ["", "0", "7:3", "a:b", "1:2:3"] {
            assert!(bad.parse::<Lines>().is_err(), "{bad}");
        }
    }
}
