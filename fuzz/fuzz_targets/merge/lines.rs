//! Changes file and sketch as people do: by the line.
//!
//! Bytes flipped at random rarely make what parses. Lines left out, doubled, moved and taken from one text
//! into the other make files and sketches that are odd but code, which is where rules meet that nobody
//! thought of together.

use codegend::lang::Language;
use fastrand::Rng;

/// A file and a sketch with one to three lines changed.
pub fn mutate(language: &Language, file: &str, sketch: &str, random: &mut Rng) -> [String; 2] {
    let mut texts = [file, sketch].map(|text| text.lines().map(str::to_owned).collect());
    for _ in 0..=random.usize(..3) {
        change(language, &mut texts, random);
    }
    texts.map(|lines: Vec<String>| lines.into_iter().map(|line| line + "\n").collect())
}

fn change(language: &Language, texts: &mut [Vec<String>; 2], random: &mut Rng) {
    // The sketch twice as often: a file is mostly in order.
    let [file, sketch] = texts;
    let (text, other) = if random.usize(..3) == 0 { (file, sketch) } else { (sketch, file) };
    if text.is_empty() {
        text.push(language.gap_marker());
    }
    let (at, to) = (random.usize(..text.len()), random.usize(..text.len()));
    match random.usize(..10) {
        0 => drop(text.remove(at)),
        1 => text.insert(at, text[at].clone()),
        2 => text.swap(at, to),
        3 if !other.is_empty() => text.insert(at, other[random.usize(..other.len())].clone()),
        4 => {
            let indent: String = text[at].chars().take_while(|c| c.is_whitespace()).collect();
            text.insert(at, indent + &language.gap_marker());
        }
        5 => {
            let end = cut(&text[at], random);
            let rest = text[at].split_off(end);
            text.insert(at + 1, rest);
        }
        6 if at + 1 < text.len() => {
            let next = text.remove(at + 1);
            text[at].push_str(next.trim_start());
        }
        7 => text[at] = without_word(&text[at], random),
        8 => text[at] = indented_otherwise(&text[at], random),
        _ => {
            let run = text[at..text.len().min(at + 1 + random.usize(..6))].to_vec();
            text.splice(to..to, run);
        }
    }
}

/// A place between two characters of a line.
fn cut(line: &str, random: &mut Rng) -> usize {
    line.char_indices().map(|(at, _)| at).nth(random.usize(..line.len() + 1)).unwrap_or(line.len())
}

/// A line without one of its words, or one of the signs between them.
fn without_word(line: &str, random: &mut Rng) -> String {
    let mut words: Vec<&str> = line.split_inclusive(|c: char| !c.is_alphanumeric()).collect();
    if !words.is_empty() {
        words.remove(random.usize(..words.len()));
    }
    words.concat()
}

fn indented_otherwise(line: &str, random: &mut Rng) -> String {
    let code = line.trim_start();
    let indents = ["", "  ", "    ", "\t", "      ", "        ", "\t\t"];
    indents[random.usize(..indents.len())].to_owned() + code
}
