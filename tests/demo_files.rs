//! The files of `codegenctl demo` are what the demo says they are.
#![allow(clippy::unwrap_used, reason = "the helpers of a test are part of it")]

use codegend::lang;
use codegend::model::count_tokens;

const SITE: &str = include_str!("../src/cli/demo/site.css");
const REPLY: &str = include_str!("../src/cli/demo/reply.txt");

#[test]
fn the_stylesheet_has_the_size_that_is_told() {
    let (lines, tokens) = (SITE.lines().count(), count_tokens(SITE));
    assert!((440..=460).contains(&lines), "{lines} lines");
    assert!((2_000..=2_200).contains(&tokens), "{tokens} tokens");
}

#[test]
fn the_stylesheet_is_sound_css() {
    let mut parser = tree_sitter::Parser::new();
    parser.set_language(&tree_sitter_css::LANGUAGE.into()).unwrap();
    let tree = parser.parse(SITE, None).unwrap();
    assert!(!tree.root_node().has_error(), "{}", tree.root_node().to_sexp());
    assert!(SITE.ends_with("}\n") && !SITE.contains('\r') && !SITE.contains('\t'));
}

#[test]
fn the_edit_has_one_place_to_go() {
    assert_eq!(SITE.matches("\nbody {\n").count(), 1, "at top level");
    let body = SITE.split_once("\nbody {\n").unwrap().1.split_once("\n}\n").unwrap().0;
    assert_eq!(body.matches("  font-size: 16px;\n").count(), 1);
    assert!(SITE.contains("  body {\n"), "and another one in a media query, to be left alone");
}

#[test]
fn the_recorded_reply_follows_the_rules_of_the_prompt() {
    assert!(count_tokens(REPLY) <= 60, "{} tokens", count_tokens(REPLY));
    let sketch = REPLY.strip_prefix("```css\n").unwrap().strip_suffix("```\n").unwrap();
    let gap = lang::by_name("css").unwrap().gap_marker();
    assert!(sketch.starts_with(&gap) && sketch.trim_end().ends_with(&gap));
    let lines = sketch.lines().filter(|line| !line.is_empty() && line.trim() != gap);
    assert_eq!(lines.collect::<Vec<_>>(), ["body {", "  font-size: 50px;", "}"]);
}
