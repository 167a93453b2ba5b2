//! Files and sketches that the benches work on: made, not stored, so that any size can be had.
//! What is made looks like what people write: blocks of different shapes, no two alike.

use std::fmt::Write as _;

use codegend::lang::{self, Language};

/// A file with a sketch that changes one block in its middle.
pub struct Sample {
    /// Its language.
    pub language: &'static Language,
    /// Lines, about.
    pub lines: usize,
    /// The file.
    pub file: String,
    /// The sketch: a gap, the changed block, a gap.
    pub sketch: String,
}

/// A language's way to write the block with a number, and what a file of it starts and ends with.
struct Style {
    language: &'static str,
    head: &'static str,
    tail: &'static str,
    block: fn(usize, &str) -> String,
}

const STYLES: [Style; 6] = [
    Style { language: "css", head: "@charset \"utf-8\";\n\n", tail: "", block: css },
    Style {
        language: "javascript",
        head: "import fs from 'node:fs';\nimport { join } from 'node:path';\n\n",
        tail: "",
        block: javascript,
    },
    Style {
        language: "typescript",
        head: "import type { Row } from './row';\n\n",
        tail: "",
        block: typescript,
    },
    Style {
        language: "python",
        head: "import os\nfrom typing import Any\n\n\n",
        tail: "",
        block: python,
    },
    Style { language: "rust", head: "use std::collections::HashMap;\n\n", tail: "", block: rust },
    Style {
        language: "json",
        head: "{\n  \"version\": 3,\n  \"entries\": {\n",
        tail: "    \"end\": null\n  }\n}\n",
        block: json,
    },
];

/// The languages that there are samples of.
pub fn languages() -> impl Iterator<Item = &'static str> {
    STYLES.iter().map(|style| style.language)
}

/// A file of about so many lines, with its sketch.
pub fn sample(language: &str, lines: usize) -> Sample {
    let style = STYLES.iter().find(|s| s.language == language).unwrap();
    let mut file = style.head.to_owned();
    let mut rows = file.lines().count();
    let mut count = 0;
    while rows < lines {
        let block = (style.block)(count, "");
        rows += block.lines().count();
        file.push_str(&block);
        count += 1;
    }
    file.push_str(style.tail);
    let language = lang::by_name(language).unwrap();
    let gap = language.gap_marker();
    let changed = (style.block)(count / 2, "_changed");
    let mut sketch = String::new();
    if style.language == "json" {
        let around = format!("{{\n  {gap}\n  \"entries\": {{\n");
        write!(sketch, "{around}    {gap}\n{changed}    {gap}\n  }}\n}}\n").unwrap();
    } else {
        write!(sketch, "{gap}\n\n{changed}\n{gap}\n").unwrap();
    }
    Sample { language, lines, file, sketch }
}

const WORDS: [&str; 16] = [
    "order", "basket", "invoice", "ledger", "parcel", "voucher", "stock", "account", "report",
    "signal", "window", "garden", "harbor", "lantern", "meadow", "rocket",
];

fn word(number: usize) -> &'static str {
    WORDS[(number * 7 + number / 16) % WORDS.len()]
}

fn css(i: usize, change: &str) -> String {
    let name = word(i);
    let size = i % 40;
    let color = i * 7919 % 0x00ff_ffff;
    match i % 3 {
        0 => format!(
            "/* The {name} panel. */\n.{name}-{i} {{\n  color: #{color:06x};\n  padding: {size}px \
             {i}px;\n  font-family: serif{change};\n}}\n\n"
        ),
        1 => format!(
            ".{name}-{i} > .title:hover,\n.{name}-{i} a[href] {{\n  display: flex;\n  gap: \
             {size}px;\n  border: 1px solid rgba({size}, 0, 0, 0.5);\n  background: \
             url(\"{name}{change}.png\");\n}}\n\n"
        ),
        _ => format!(
            "@media (min-width: {i}px) {{\n  .{name}-{i} {{\n    margin: 0 auto;\n    width: \
             calc(100% - {size}px);\n  }}\n  .side-{i} {{\n    float: left;\n    animation: \
             spin{change} 2s;\n  }}\n}}\n\n"
        ),
    }
}

fn javascript(i: usize, change: &str) -> String {
    let (name, other) = (word(i), word(i + 5));
    match i % 2 {
        0 => format!(
            "/** Reads the {name} with the number {i}. */\nexport async function \
             {name}Read{i}(store, limit = {i}) {{\n  const rows = await \
             store.query('{name}', {{ limit }});\n  if (rows.length === 0) {{\n    throw new \
             Error(`no {name}: ${{limit}}`);\n  }}\n  for (const row of rows) {{\n    row.total = \
             row.count * {i} + row.{other}{change};\n  }}\n  return rows.filter((row) => \
             row.total > {i});\n}}\n\n"
        ),
        _ => format!(
            "class {name}View{i} extends View {{\n  constructor(root) {{\n    super(root);\n    \
             this.{other} = new Map();\n  }}\n\n  render({name}) {{\n    const title = \
             this.format({name}.title, {i});\n    return this.root.append('<b>' + title{change} + \
             '</b>');\n  }}\n\n  clear() {{\n    this.{other}.clear();\n  }}\n}}\n\n"
        ),
    }
}

fn typescript(i: usize, change: &str) -> String {
    let (name, other) = (word(i), word(i + 3));
    match i % 3 {
        0 => format!(
            "export interface {name}Options{i} {{\n  readonly {name}: string;\n  {other}?: \
             number{change};\n  on{i}: (row: Row) => void;\n}}\n\n"
        ),
        1 => format!(
            "export function {name}Of{i}<T extends Row>(rows: T[], by: keyof T): Map<string, T> \
             {{\n  const out = new Map<string, T>();\n  for (const row of rows) {{\n    \
             out.set(String(row[by]), row);\n  }}\n  if (out.size > {i}) {{\n    throw new \
             RangeError('{name}{change}');\n  }}\n  return out;\n}}\n\n"
        ),
        _ => format!(
            "export class {name}Store{i} {{\n  private {other}: Row[] = [];\n\n  constructor(private \
             readonly size: number) {{}}\n\n  push(row: Row): boolean {{\n    if \
             (this.{other}.length >= this.size * {i}) {{\n      return false;\n    }}\n    \
             this.{other}.push(row{change});\n    return true;\n  }}\n}}\n\n"
        ),
    }
}

fn python(i: usize, change: &str) -> String {
    let (name, other) = (word(i), word(i + 9));
    match i % 2 {
        0 => format!(
            "def {name}_read_{i}(store: Any, limit: int = {i}) -> list:\n    \"\"\"Reads the \
             {name}.\"\"\"\n    rows = store.query(\"{name}\", limit)\n    if not rows:\n        \
             raise ValueError(f\"no {name}: {{limit}}\")\n    for row in rows:\n        \
             row.total = row.count * {i} + row.{other}{change}\n    return [row for row in rows \
             if row.total > {i}]\n\n\n"
        ),
        _ => format!(
            "class {name}View{i}:\n    \"\"\"Shows the {other}.\"\"\"\n\n    def __init__(self, \
             root):\n        self.root = root\n        self.{other} = {{}}\n\n    def \
             render(self, {name}):\n        title = self.format({name}.title, {i})\n        \
             return self.root.append(title{change})\n\n    @property\n    def empty(self):\n        \
             return not self.{other}\n\n\n"
        ),
    }
}

fn rust(i: usize, change: &str) -> String {
    let (name, other) = (word(i), word(i + 11));
    match i % 2 {
        0 => format!(
            "/// Reads the {name} with the number {i}.\npub fn {name}_read_{i}(store: &Store, \
             limit: usize) -> Result<Vec<Row>, Error> {{\n    let rows = store.query(\"{name}\", \
             limit)?;\n    if rows.is_empty() {{\n        return Err(Error::Missing({i}));\n    \
             }}\n    for row in &rows {{\n        row.total = row.count * {i} + \
             row.{other}{change};\n    }}\n    Ok(rows.into_iter().filter(|row| row.total > \
             {i}).collect())\n}}\n\n"
        ),
        _ => format!(
            "#[derive(Debug, Clone)]\npub struct View{i} {{\n    {other}: HashMap<String, \
             u64>,\n    size: usize,\n}}\n\nimpl View{i} {{\n    pub fn render(&self, {name}: \
             &str) -> String {{\n        let title = self.format({name}, {i});\n        \
             format!(\"<b>{{title}}</b>{change}\")\n    }}\n\n    fn clear(&mut self) {{\n        \
             self.{other}.clear();\n    }}\n}}\n\n"
        ),
    }
}

fn json(i: usize, change: &str) -> String {
    let (name, other) = (word(i), word(i + 2));
    format!(
        "    \"{name}-{i}\": {{\n      \"title\": \"The {name} of {other}\",\n      \"size\": \
         {i},\n      \"tags\": [\"{other}\", \"{name}{change}\"],\n      \"nested\": {{ \"on\": \
         true, \"rate\": 0.{i} }}\n    }},\n"
    )
}
