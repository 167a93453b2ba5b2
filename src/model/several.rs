//! The prompt of an edit of several files: the rules, all files, and last the instruction.
//!
//! The reply has one fence a file, named in the line before it. As for one file, what stays the same
//! from edit to edit stands first.

use super::examples::example;
use super::prompt::{BULLETS, Prompt, SHOW, embedded_rule, fenced, shown, with_markers, wrong};
use crate::lang::Language;
use crate::merge::Refusal;
use crate::protocol::RelPath;

/// A file to be edited, as the model sees it.
#[derive(Debug, Clone, Copy)]
pub struct FileShown<'a> {
    /// Its path, by which the reply names it.
    pub path: &'a RelPath,
    /// Its language.
    pub language: &'a Language,
    /// Its text, or an outline of it.
    pub text: &'a str,
}

/// Languages that the rules show an example of.
const EXAMPLES: usize = 2;

/// The prompt that asks for sketches of `instruction` done to `files`.
pub fn prompt_for_files(files: &[FileShown<'_>], instruction: &str) -> Prompt {
    let mut languages: Vec<&Language> = Vec::new();
    for file in files {
        if !languages.iter().any(|known| known.name == file.language.name) {
            languages.push(file.language);
        }
    }
    // The rules do not change with the order in which the files are given.
    languages.sort_by_key(|language| language.name);
    let markers: Vec<String> = languages
        .iter()
        .map(|language| format!("`{}` in {}", language.gap_marker(), language.name))
        .collect();
    let markers = markers.join(", ");
    let mut system = format!(
        "You edit several files. Answer with a sketch of each file that changes, and nothing else: \
         for each one line with its path exactly as it is given, then one fenced code block. Leave \
         out files that do not change. Change no other file, and make none.\n\n\
         Below, `... unchanged code ...` and `deleted block NAME` are written as a comment of the \
         file's own language: {markers}.\n\n"
    );
    let general = BULLETS
        .replace("{gap}", "... unchanged code ...")
        .replace("{deleted NAME}", "deleted block NAME");
    system.push_str(&general);
    let mut told: Vec<&str> = Vec::new();
    for rule in files.iter().map(|file| embedded_rule(file.language, file.text)) {
        if !told.contains(&rule) {
            told.push(rule);
            system.push_str(rule);
        }
    }
    for language in languages.iter().take(EXAMPLES) {
        let (example, name) = (example(language.name), example_name(language));
        let asked = example.instruction;
        let answer = fenced(language.name, &with_markers(example.sketch, language));
        system.push_str(&format!("\nExample, for \"{asked}\" in {name}:\n\n{name}\n{answer}"));
    }
    let mut context = String::from("The files:\n\n");
    for file in files {
        context.push_str(&shown(file.language, file.path, file.text));
        context.push('\n');
    }
    let instruction = instruction.trim();
    Prompt { context, ..Prompt::new(system, format!("Instruction: {instruction}\n")) }
}

fn example_name(language: &Language) -> String {
    match (language.extensions.first(), language.file_names.first()) {
        (Some(extension), _) => format!("example.{extension}"),
        (None, Some(name)) => (*name).to_owned(),
        (None, None) => "example".to_owned(),
    }
}

impl Prompt {
    /// Says that some of the files are shown with parts left out.
    #[must_use]
    pub fn outlined_in_part(mut self) -> Self {
        self.context.push_str(&format!(
            "Where a file above says `... unchanged code ...`, code is left out, since the file is \
             long. Take it as it is. If you cannot do without a block that is left out, answer only \
             `{SHOW} NAME`.\n\n"
        ));
        self
    }
}

/// Asks for the sketches again, with what was wrong.
pub fn ask_again_for_files(refusal: &Refusal) -> String {
    let how = "Answer again with the sketches of all files that change, each in one fenced code \
               block with the file's path in the line before it";
    match refusal.candidates.is_empty() {
        true => format!("{}{how}.", wrong(refusal)),
        false => format!(
            "{}{how}, and with the one unchanged line or the header of the block around it that \
             decides.",
            wrong(refusal)
        ),
    }
}

/// Asks for each changed block in full.
pub fn ask_for_blocks_of_files(refusal: &Refusal) -> String {
    format!(
        "That sketch cannot be merged: {}.\nAnswer again with all files that change: the file's path \
         in a line, then one fenced code block with each changed block in full, from its first line \
         to its last, without a marker inside, each within the headers of the blocks around it, and \
         the marker for unchanged code between them. Nothing else.",
        refusal.why
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::{all, by_path};
    use crate::model::count_tokens;

    fn ask(paths: &[&str], instruction: &str) -> Prompt {
        let paths: Vec<RelPath> = paths.iter().map(|path| RelPath::new(path).unwrap()).collect();
        let file = |path| FileShown { path, language: by_path(path.as_str()), text: "a {}\n" };
        prompt_for_files(&paths.iter().map(file).collect::<Vec<_>>(), instruction)
    }

    #[test]
    fn rules_are_short_and_say_each_languages_marker() {
        for language in all() {
            let name = example_name(language);
            let Prompt { system, .. } = ask(&["a.css", &name], "x");
            assert!(count_tokens(&system) <= 800, "{name}: {}", count_tokens(&system));
            assert!(!system.contains("{gap}") && !system.contains("{deleted"), "{system}");
            assert!(system.contains("`/* ... unchanged code ... */` in css"), "{system}");
            assert!(system.contains(&language.gap_marker()), "{system}");
            assert!(system.contains("\nexample.css\n```css\n"), "{system}");
        }
    }

    #[test]
    fn all_files_are_shown_before_the_instruction_under_rules_that_stay() {
        let one = ask(&["b.js", "css/a.css"], "make it blue");
        let two = ask(&["b.js", "css/a.css"], "make it green");
        assert_eq!((&one.system, &one.context), (&two.system, &two.context));
        assert_eq!(one.system, ask(&["css/a.css", "b.js"], "x").system);
        assert_eq!(
            one.context,
            "The files:\n\nb.js:\n\n```javascript\na {}\n```\n\ncss/a.css:\n\n```css\na {}\n```\n\n"
        );
        assert_eq!(one.request, "Instruction: make it blue\n");
    }
}
