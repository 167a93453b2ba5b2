//! Reads lines of bounded length from a stream.

use std::io;

use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};

/// One line from a peer.
#[derive(Debug, PartialEq, Eq)]
pub enum Line {
    /// The line, without its line end.
    Whole(Vec<u8>),
    /// The line was longer than the limit; it was read to its end and dropped.
    TooLong,
}

/// Lines of a stream, none longer than a limit. [`LineReader::next`] may be dropped at any await
/// point without losing bytes.
#[derive(Debug)]
pub struct LineReader<R> {
    stream: BufReader<R>,
    limit: usize,
    line: Vec<u8>,
    overlong: bool,
}

impl<R: AsyncRead + Unpin> LineReader<R> {
    /// Reads from `stream`; a line has at most `limit` bytes.
    pub fn new(stream: R, limit: usize) -> Self {
        Self { stream: BufReader::new(stream), limit, line: Vec::new(), overlong: false }
    }

    /// The next line; none at the end of the stream. A last line without its line end is dropped:
    /// its sender died while writing it.
    pub async fn next(&mut self) -> io::Result<Option<Line>> {
        loop {
            let chunk = self.stream.fill_buf().await?;
            if chunk.is_empty() {
                return Ok(None);
            }
            let end = chunk.iter().position(|&byte| byte == b'\n');
            let taken = &chunk[..end.unwrap_or(chunk.len())];
            if self.line.len() + taken.len() > self.limit {
                self.overlong = true;
                self.line = Vec::new();
            } else if !self.overlong {
                self.line.extend_from_slice(taken);
            }
            let consumed = taken.len() + usize::from(end.is_some());
            self.stream.consume(consumed);
            if end.is_some() {
                let line = std::mem::take(&mut self.line);
                let overlong = std::mem::take(&mut self.overlong);
                return Ok(Some(if overlong { Line::TooLong } else { Line::Whole(line) }));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn lines_of(input: &[u8], limit: usize) -> Vec<Line> {
        let mut reader = LineReader::new(input, limit);
        let mut lines = Vec::new();
        while let Some(line) = reader.next().await.unwrap() {
            lines.push(line);
        }
        lines
    }

    fn whole(line: &str) -> Line {
        Line::Whole(line.into())
    }

    #[tokio::test]
    async fn a_line_at_the_limit_fits_and_the_next_after_an_overlong_one_is_read() {
        let lines = lines_of(b"four\nfiver\n\nok\n", 4).await;
        assert_eq!(lines, [whole("four"), Line::TooLong, whole(""), whole("ok")]);
    }

    #[tokio::test]
    async fn an_overlong_line_is_not_kept_in_memory_and_its_tail_is_no_line() {
        let mut input = vec![b'x'; 100_000];
        input.extend_from_slice(b"\nok\n");
        assert_eq!(lines_of(&input, 10).await, [Line::TooLong, whole("ok")]);
    }

    #[tokio::test]
    async fn an_unfinished_last_line_is_dropped() {
        assert_eq!(lines_of(b"a\nhalf", 10).await, [whole("a")]);
    }
}
