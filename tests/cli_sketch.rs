//! `codegenctl sketch` as a program: what it writes merges back.

#![allow(clippy::unwrap_used)]

mod cli;

use cli::Bench;

const BEFORE: &str = "\
import a from 'a';

class Desk {
  open(n) {
    this.n = n;
    this.log('open');
    return n;
  }

  close() {
    this.n = 0;
    this.door.shut();
    this.light.off();
    this.log('close');
    return 0;
  }
}

function tail() {
  const x = 1;
  const y = 2;
  return x + y;
}

function wind(knots) {
  if (knots > 40) {
    return 'storm';
  }
  if (knots > 20) {
    return 'fresh';
  }
  if (knots > 4) {
    return 'light';
  }
  return 'calm';
}
";

/// `BEFORE` with `from` replaced, and the sketch in a style merged back.
fn sketched(style: &str, after: &str) -> String {
    let bench = Bench::new();
    bench.write("a.js", BEFORE).write("b.js", after);
    let run = bench.ctl(&["sketch", "a.js", "b.js", "--style", style, "-o", "sketch.txt"]);
    assert_eq!((run.code, run.out.as_slice()), (0, &b""[..]), "{}", run.err);
    let run = bench.ctl(&["merge", "a.js", "sketch.txt"]);
    assert_eq!(
        (run.code, String::from_utf8(run.out).unwrap()),
        (0, after.to_owned()),
        "{}",
        run.err
    );
    String::from_utf8(bench.read("sketch.txt")).unwrap()
}

#[test]
fn each_style_shows_what_it_says() {
    let after = BEFORE.replace("return 0", "return 1");
    let whole = sketched("whole", &after);
    assert!(whole.contains("this.log('open')") && !whole.contains("const x"), "{whole}");
    let nested = sketched("nested", &after);
    assert!(nested.contains("this.n = 0") && !nested.contains("this.n = n"), "{nested}");
    let statements = sketched("statements", &after);
    assert!(statements.contains("this.log('close')"), "{statements}");
    assert!(!statements.contains("this.n = 0"), "{statements}");
}

#[test]
fn additions_deletions_and_white_space_merge_back_too() {
    for style in ["whole", "nested", "statements"] {
        sketched(style, &BEFORE.replace("\nfunction tail", "function head() {}\n\nfunction tail"));
        let (class, _) = BEFORE.split_once("\nfunction tail").unwrap();
        sketched(style, class);
        let sketch = sketched(style, &BEFORE.replace("\n\n", "\n"));
        assert!(sketch.starts_with("// white space as written\n"), "{sketch}");
        let sketch = sketched(style, &BEFORE.replace('\n', "\n\n"));
        assert!(sketch.starts_with("// whole file as written"), "{sketch}");
    }
}

#[test]
fn json_says_how_much_is_shown() {
    let bench = Bench::new();
    bench.write("a.js", BEFORE).write("b.js", BEFORE.replace("x = 1", "x = 3"));
    let run = bench.ctl(&["sketch", "a.js", "b.js", "--json"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(run.json()["shows"], "style");
    assert!(run.json()["sketch"].as_str().unwrap().contains("const x = 3;"));
}

#[test]
fn no_change_is_a_failure() {
    let bench = Bench::new();
    bench.write("a.js", BEFORE);
    assert_eq!(bench.ctl(&["sketch", "a.js", "a.js"]).code, 1);
    assert_eq!(bench.ctl(&["sketch", "-", "-"]).code, 2);
}
