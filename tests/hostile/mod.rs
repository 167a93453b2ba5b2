//! Files and sketches that nobody writes in good faith: large, deep, torn, or many of a kind.

use std::fmt::Write as _;

use codegend::lang::{Language, by_name};

/// A file and a sketch of it.
pub struct Hostile {
    /// What is bad about it.
    pub name: &'static str,
    /// The file's language.
    pub language: &'static Language,
    /// The file.
    pub file: String,
    /// The sketch.
    pub sketch: String,
}

fn case(name: &'static str, language: &str, file: String, sketch: String) -> Hostile {
    Hostile { name, language: by_name(language).unwrap(), file, sketch }
}

/// `count` lines, each made from its number.
fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut out, i| {
        writeln!(out, "{}", line(i)).unwrap();
        out
    })
}

/// `depth` openings, each deeper by one space, with `middle` in them, and their ends.
fn nested(depth: usize, open: &str, middle: &str, close: &str) -> String {
    let mut out = lines(depth, |i| format!("{}{open}", " ".repeat(i)));
    writeln!(out, "{}{middle}", " ".repeat(depth)).unwrap();
    if !close.is_empty() {
        out.push_str(&lines(depth, |i| format!("{}{close}", " ".repeat(depth - 1 - i))));
    }
    out
}

/// `count` of a kind.
pub fn many(count: usize) -> Vec<Hostile> {
    let blocks = count / 3;
    const GAP: &str = "// ... unchanged code ...";
    let calls = lines(count, |i| format!("call{i}(a, b);"));
    let functions = lines(blocks, |i| format!("function f{i}(a) {{\n  return a + {i};\n}}"));
    let equal = lines(count, |_| "step(one, two);".into());
    let equal_blocks = lines(blocks, |_| "function f(a) {\n  return a;\n}".into());
    vec![
        case("gaps-alone", "javascript", calls.clone(), lines(count, |_| GAP.into())),
        case("blank-lines", "typescript", calls.clone(), "\n".repeat(10 * count) + GAP),
        case(
            "gaps-that-cut",
            "typescript",
            format!("type R =\n{}  | \"z\";\n", lines(count, |i| format!("  | \"a{i}\""))),
            format!("type R =\n{}", lines(count, |i| format!("  | \"a{i}\"\n{GAP}"))),
        ),
        case(
            "gaps-between-lines",
            "javascript",
            calls.clone(),
            lines(count, |i| format!("{GAP}\ncall{i}(a, b);")),
        ),
        case(
            "gaps-between-new-lines",
            "javascript",
            calls.clone(),
            lines(count, |i| format!("{GAP}\nother{i}(c);")),
        ),
        case(
            "gaps-between-changed-blocks",
            "javascript",
            functions.clone(),
            lines(blocks, |i| format!("{GAP}\nfunction f{i}(a) {{\n  return a - {i};\n}}")),
        ),
        case(
            "equal-lines",
            "javascript",
            equal.clone(),
            format!("{GAP}\nstep(one, two);\nstep(new, two);\n{GAP}\n"),
        ),
        case("equal-lines-all", "javascript", equal.clone(), format!("{equal}last();\n")),
        case(
            "equal-lines-changed",
            "javascript",
            equal,
            lines(count, |_| format!("{GAP}\nstep(one, three);")),
        ),
        case(
            "equal-blocks",
            "javascript",
            equal_blocks,
            format!("{GAP}\nfunction f(a) {{\n  {GAP}\n  return b;\n}}\n{GAP}\n"),
        ),
        case(
            "deletions",
            "javascript",
            functions.clone(),
            lines(count, |i| format!("// deleted block f{i}\n{GAP}")),
        ),
        case(
            "reversed",
            "javascript",
            functions.clone(),
            lines(blocks, |i| format!("function f{0}(a) {{\n  return {0};\n}}", blocks - 1 - i)),
        ),
        case(
            "similar-lines",
            "javascript",
            lines(count, |i| format!("total += row[{i}] * price + tax;")),
            lines(count / 10, |i| format!("{GAP}\ntotal -= row[x{i}] * price + tax;")),
        ),
        case(
            "fences",
            "javascript",
            functions,
            lines(blocks, |i| format!("```js\nfunction f{i}(a) {{\n  return 0;\n}}\n```")),
        ),
        case(
            "headings",
            "markdown",
            lines(count, |i| format!("# Part {i}\n\ntext\n")),
            lines(blocks, |i| format!("<!-- ... -->\n\n# Part {i}\n\nother text\n")),
        ),
    ]
}

/// Deep nesting.
pub fn deep() -> Vec<Hostile> {
    const DEPTH: usize = 5_000;
    let braces = nested(DEPTH, "if (a) {", "call(b);", "}");
    let gap_inside = nested(DEPTH, "if (a) {", "// ... unchanged code ...", "}");
    let changed = nested(DEPTH, "if (a) {", "call(c);", "}");
    let offside = nested(DEPTH, "if a:", "call(b)", "");
    let mapping = nested(2_000, "a:", "b: 1", "");
    let tags = nested(DEPTH, "<div>", "<b>x</b>", "</div>");
    let flat = lines(DEPTH, |_| "{".into()) + "call(b);\n" + &lines(DEPTH, |_| "}".into());
    // Brackets that each hold code which is nested by indentation.
    let staircase = lines(400, |i| {
        let lead = " ".repeat(i % 100);
        format!("{lead}if (a)\n{lead} for (b)\n{lead}  while (c) {{")
    });
    let staircase = staircase + "call(b);\n" + &lines(400, |i| " ".repeat((399 - i) % 100) + "}");
    vec![
        case("deep-braces", "javascript", braces.clone(), changed.clone()),
        case("deep-braces-gap", "javascript", braces, gap_inside),
        case("deep-braces-sketch", "javascript", "call(b);\n".into(), changed),
        case("deep-braces-flat", "javascript", flat.clone(), flat.replace("call(b)", "call(c)")),
        case("deep-indentation", "python", offside.clone(), offside.replace("(b)", "(c)")),
        case("deep-mapping", "yaml", mapping.clone(), mapping.replace("b: 1", "b: 2")),
        case(
            "deep-excerpt",
            "json",
            "{\n\"first\": 1,\n\"second\": 2,\n\"a\": ".repeat(DEPTH) + "1" + &"\n}".repeat(DEPTH),
            "{\n\"a\": ".repeat(DEPTH) + "2" + &"\n}".repeat(DEPTH),
        ),
        case("deep-tags", "html", tags.clone(), tags.replace(">x<", ">y<")),
        case("deep-staircase", "javascript", staircase.clone(), staircase.replace("(b);", "(c);")),
        case(
            "deep-arrays",
            "json",
            "[".repeat(DEPTH) + "1" + &"]".repeat(DEPTH),
            "[".repeat(DEPTH) + "2" + &"]".repeat(DEPTH),
        ),
        case(
            "deep-parentheses",
            "rust",
            format!("fn f() {{\n    {}1{};\n}}\n", "(".repeat(DEPTH), ")".repeat(DEPTH)),
            format!("fn f() {{\n    {}2{};\n}}\n", "(".repeat(DEPTH), ")".repeat(DEPTH)),
        ),
        case(
            "deep-rules",
            "scss",
            nested(2_000, ".a {", "color: red;", "}"),
            nested(2_000, ".a {", "color: blue;", "}"),
        ),
    ]
}

/// Lines of so many bytes, and a tenth as many lines.
pub fn long(bytes: usize) -> Vec<Hostile> {
    let rows = bytes / 10;
    let calls = "call(a,b);".repeat(bytes / 10);
    let rules = ".a{color:red}.b{margin:0}".repeat(bytes / 25);
    let array = format!("{{\"a\": [{}0], \"b\": 1}}", "1,".repeat(bytes / 2));
    let tokens = lines(rows, |i| format!("w{}", i % 1_000));
    let unique = lines(rows, |i| format!("w{i}"));
    vec![
        case("one-line-calls", "javascript", calls.clone(), calls + "last();"),
        case("one-line-rules", "css", rules, "/* ... */\n.b{margin:1px}\n/* ... */\n".into()),
        case("one-line-array", "json", array, "{\n  // ...\n  \"b\": 2\n}\n".into()),
        case("one-line-word", "text", "x".repeat(bytes), "# ...\ny\n".into()),
        case(
            "one-line-string",
            "javascript",
            format!("a = '{}'", "x ".repeat(bytes / 2)),
            "a = 1\n".into(),
        ),
        case("token-lines", "text", tokens.clone(), "# ... existing ...\nw7\nnew\n# ...\n".into()),
        case("token-lines-all", "text", tokens.clone(), tokens.replacen("w500\n", "x\n", 1)),
        case("unique-lines", "text", unique, "# ...\nw7000\nnew\nw7001\n# ...\n".into()),
        case("token-lines-code", "javascript", tokens, "// ...\nw7;\nw8 = 1;\n// ...\n".into()),
        case("one-line-quotes", "javascript", "'".repeat(bytes), "'a\n".into()),
        case("one-line-slashes", "javascript", "= /".repeat(bytes / 3), "a\n".into()),
        case("one-line-comments", "javascript", "/*".repeat(bytes / 2), "a\n".into()),
    ]
}

/// Torn and odd text.
pub fn torn(count: usize) -> Vec<Hostile> {
    let opens = lines(count, |i| format!("f{i} ({{"));
    let closes = lines(count, |_| "})".into());
    let odd = "\u{feff}\u{0}a\u{0}b = \u{1}\u{202e}'é\u{301}'\r\r\n\u{85}\u{2028}𝔘 = 💥;\n\t\u{b}\u{c}x\n\
               \u{fffd}\u{200b}y\u{0}\n"
        .repeat(count / 20);
    let odd_sketch = format!("// ...\n{}\u{0}\n// \u{202e}...\n", &odd[..odd.len() / (count / 20)]);
    vec![
        case("open-brackets", "javascript", opens.clone(), opens.replace("f77 ", "g ")),
        case("closing-brackets", "javascript", closes.clone(), closes.clone() + "}\n"),
        case(
            "mixed-brackets",
            "javascript",
            closes + &opens,
            lines(100, |i| format!("}} f{i} ({{")),
        ),
        case("odd-text", "javascript", odd.clone(), odd_sketch.clone()),
        case("odd-text-css", "css", odd.clone(), odd_sketch.clone()),
        case("odd-text-python", "python", odd.clone(), odd_sketch.clone()),
        case("odd-text-prose", "markdown", odd.clone(), odd_sketch),
        case(
            "gap-out-of-line-below-a-comment",
            "python",
            "def plain(text):\n    return text.strip()\n".into(),
            "def plain(text):\n    # commas removed\n# ...\n    text = text.translate(TABLE)\n    \
             return text.strip()\n"
                .into(),
        ),
        case("nothing-but-nul", "rust", "\u{0}".repeat(count), "\u{0}\n".into()),
        case("sketch-of-nothing", "css", String::new(), lines(count, |i| format!(".a{i} {{}}"))),
    ]
}
