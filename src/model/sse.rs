//! An incremental parser of event streams (`text/event-stream`).
//!
//! After the WHATWG HTML standard, section "Server-sent events", parsing and interpreting: lines
//! end in CR, LF or CRLF wherever the network cuts them; a first BOM is skipped; `data` lines of
//! one event are joined by LF; comments and unknown fields are ignored; an event without data is
//! none. `id` and `retry` are for clients that reconnect, which is never done here.

/// One event of the stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SseEvent {
    /// The `event` field; empty where the stream gives none, which means `message`.
    pub kind: String,
    /// The `data` fields.
    pub data: String,
}

/// An event or a line grew past the parser's bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Oversized;

/// The parser: bytes in, in any cuts; events out.
#[derive(Debug)]
pub(super) struct SseParser {
    line: Vec<u8>,
    kind: String,
    data: String,
    has_data: bool,
    after_cr: bool,
    at_start: bool,
    limit: usize,
}

const BOM: &[u8] = b"\xEF\xBB\xBF";

impl SseParser {
    /// A parser that holds at most about `limit` bytes of an unfinished event.
    pub fn new(limit: usize) -> Self {
        Self {
            line: Vec::new(),
            kind: String::new(),
            data: String::new(),
            has_data: false,
            after_cr: false,
            at_start: true,
            limit,
        }
    }

    /// Takes the next bytes and appends the events that they complete to `events`.
    pub fn push(&mut self, bytes: &[u8], events: &mut Vec<SseEvent>) -> Result<(), Oversized> {
        for &byte in bytes {
            let ends_crlf = byte == b'\n' && self.after_cr;
            self.after_cr = byte == b'\r';
            match byte {
                b'\n' if ends_crlf => {}
                b'\r' | b'\n' => events.extend(self.end_of_line()),
                _ if self.line.len() + self.data.len() >= self.limit => return Err(Oversized),
                _ => self.line.push(byte),
            }
        }
        Ok(())
    }

    /// The event that the stream's end left unfinished. The standard drops it; a server that
    /// forgets the last blank line is common enough, and what the data says decides anyway.
    pub fn finish(mut self) -> Option<SseEvent> {
        if !self.line.is_empty() {
            self.end_of_line();
        }
        self.dispatch()
    }

    fn end_of_line(&mut self) -> Option<SseEvent> {
        let line = std::mem::take(&mut self.line);
        let bom = std::mem::take(&mut self.at_start) && line.starts_with(BOM);
        let line = String::from_utf8_lossy(&line[if bom { BOM.len() } else { 0 }..]);
        if line.is_empty() {
            return self.dispatch();
        }
        let (field, value) = line.split_once(':').unwrap_or((&line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => self.kind = value.to_owned(),
            "data" => {
                if self.has_data {
                    self.data.push('\n');
                }
                self.data.push_str(value);
                self.has_data = true;
            }
            // A comment (empty field name), or a field that means nothing here.
            _ => {}
        }
        None
    }

    fn dispatch(&mut self) -> Option<SseEvent> {
        let event =
            SseEvent { kind: std::mem::take(&mut self.kind), data: std::mem::take(&mut self.data) };
        // The standard's test is whether the data buffer is empty, so `data:` alone is no event.
        (std::mem::take(&mut self.has_data) && !event.data.is_empty()).then_some(event)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse<'a>(chunks: impl IntoIterator<Item = &'a [u8]>) -> Vec<SseEvent> {
        let mut parser = SseParser::new(1 << 20);
        let mut events = Vec::new();
        for chunk in chunks {
            parser.push(chunk, &mut events).unwrap();
        }
        events.extend(parser.finish());
        events
    }

    fn data(text: &str) -> Vec<String> {
        parse([text.as_bytes()]).into_iter().map(|event| event.data).collect()
    }

    #[test]
    fn follows_the_standard() {
        assert_eq!(data("data: a\n\ndata: b\r\n\r\ndata: c\r\r"), ["a", "b", "c"]);
        assert_eq!(data("data: a\ndata\ndata: b\n\n"), ["a\n\nb"]);
        assert_eq!(data(": comment\n\ndata:  two spaces\n\n"), [" two spaces"]);
        assert_eq!(data("id: 7\nretry: 10\nother: x\ndata: a\n\n"), ["a"]);
        assert_eq!(data("data\n\ndata:\n\nevent: x\n\n"), [""; 0]);
        assert_eq!(data("data: a:b: c\n\n"), ["a:b: c"]);
        assert_eq!(data("\u{feff}data: a\n\n\u{feff}data: b\n\n"), ["a"]);
    }

    #[test]
    fn names_the_kind_of_one_event_only() {
        let events = parse([b"event: error\ndata: a\n\ndata: b\n\n".as_slice()]);
        assert_eq!(events[0], SseEvent { kind: "error".into(), data: "a".into() });
        assert_eq!(events[1], SseEvent { kind: String::new(), data: "b".into() });
    }

    #[test]
    fn the_last_event_needs_no_blank_line() {
        assert_eq!(data("data: a\n\ndata: [DONE]"), ["a", "[DONE]"]);
        assert_eq!(data("data: [DONE]\r\n"), ["[DONE]"]);
    }

    #[test]
    fn an_endless_event_is_an_error() {
        let mut parser = SseParser::new(100);
        let mut events = Vec::new();
        let long = format!("data: {}", "x".repeat(200));
        assert_eq!(parser.push(long.as_bytes(), &mut events), Err(Oversized));
        let mut parser = SseParser::new(100);
        let lines = "data: 123456789\n".repeat(20);
        assert_eq!(parser.push(lines.as_bytes(), &mut events), Err(Oversized));
        assert_eq!(events, []);
    }

    /// What a stream may hold: events of one or more lines, comments between, any line ends.
    fn streams() -> impl Strategy<Value = (Vec<String>, String)> {
        let line = "[ a-zé中😀:{}\"]{0,12}";
        let event = (prop::collection::vec(line, 1..4), any::<bool>(), 0..3usize);
        prop::collection::vec(event, 0..6).prop_map(|events| {
            let mut wire = String::new();
            let mut expected = Vec::new();
            for (lines, comment, end) in events {
                let end = ["\n", "\r", "\r\n"][end];
                if comment {
                    wire += &format!(": keep-alive{end}");
                }
                for line in &lines {
                    wire += &format!("data: {line}{end}");
                }
                wire += end;
                let text = lines.join("\n");
                if !text.is_empty() {
                    expected.push(text);
                }
            }
            (expected, wire)
        })
    }

    proptest! {
        #[test]
        fn cuts_change_nothing((expected, wire) in streams(), cuts in prop::collection::vec(1..9usize, 1..40)) {
            let mut chunks = Vec::new();
            let mut rest = wire.as_bytes();
            for cut in cuts.iter().cycle() {
                if rest.is_empty() {
                    break;
                }
                let (chunk, tail) = rest.split_at((*cut).min(rest.len()));
                chunks.push(chunk);
                rest = tail;
            }
            let got: Vec<String> = parse(chunks).into_iter().map(|event| event.data).collect();
            prop_assert_eq!(got, expected);
        }

        #[test]
        fn any_bytes_parse_alike_in_any_cuts(bytes in prop::collection::vec(prop_oneof![
            any::<u8>(), Just(b'\n'), Just(b'\r'), Just(b':'), Just(b' '), Just(b'd')], 0..200)) {
            prop_assert_eq!(parse(bytes.chunks(1)), parse([bytes.as_slice()]));
        }
    }
}
