//! The prompt of an edit: rules, the file, and last the instruction.
//!
//! What stays the same from edit to edit stands first, so that a provider's prompt cache serves
//! it: rules change with the language only, the file with the file, the instruction each time.

use super::examples::example;
use crate::lang::Language;
use crate::merge::Refusal;
use crate::protocol::RelPath;

/// What the model is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    /// The rules and one example: the same from edit to edit.
    pub system: String,
    /// The file: the same as long as it is not changed.
    pub context: String,
    /// The instruction.
    pub request: String,
    /// What was answered before, and what is asked about it.
    pub later: Vec<Round>,
    /// What the reply will mostly be, for providers that write faster then.
    pub prediction: Option<String>,
}

/// A reply of the model's, and the next question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// As the model wrote it.
    pub reply: String,
    /// What is asked about it.
    pub question: String,
}

impl Prompt {
    /// Rules, and a request without anything that stays the same.
    pub fn new(system: impl Into<String>, request: impl Into<String>) -> Self {
        Self {
            system: system.into(),
            context: String::new(),
            request: request.into(),
            later: Vec::new(),
            prediction: None,
        }
    }

    /// The user's first message.
    pub fn first(&self) -> String {
        format!("{}{}", self.context, self.request)
    }

    /// Adds what is to be known of the style of the code.
    #[must_use]
    pub fn styled(mut self, style: &str) -> Self {
        self.system.push_str(&format!("\nStyle of this code: {}\n", style.trim()));
        self
    }

    /// Puts a file before the one to edit that is there to be read only.
    #[must_use]
    pub fn beside(mut self, language: &Language, path: &RelPath, text: &str) -> Self {
        let shown = shown(language, path, text);
        self.context = format!("For reference only, not to be changed: {shown}\n{}", self.context);
        self
    }

    /// Says which lines the instruction is about: first and last, from 1.
    #[must_use]
    pub fn about(self, language: &Language, text: &str, lines: (usize, usize)) -> Self {
        self.select("", language, text, lines)
    }

    /// Says which lines of one of several files the instruction is about: first and last, from 1.
    #[must_use]
    pub fn about_lines_of(
        self,
        path: &RelPath,
        language: &Language,
        text: &str,
        lines: (usize, usize),
    ) -> Self {
        self.select(&format!("of {path} "), language, text, lines)
    }

    fn select(
        mut self,
        of: &str,
        language: &Language,
        text: &str,
        (first, last): (usize, usize),
    ) -> Self {
        let count = (last + 1).saturating_sub(first);
        let lines: Vec<&str> = text.lines().skip(first.saturating_sub(1)).take(count).collect();
        let selected = fenced(language.name, &lines.join("\n"));
        self.request
            .push_str(&format!("It is about these lines {of}({first} to {last}):\n\n{selected}"));
        self
    }

    /// Says that the file is shown with parts left out.
    #[must_use]
    pub fn outlined(mut self, language: &Language) -> Self {
        let gap = language.gap_marker();
        self.context.push_str(&format!(
            "The file is long: where it says `{gap}` above, code is left out. Take it as it is. If \
             you cannot do without a block that is left out, answer only `{SHOW} NAME`.\n\n"
        ));
        self
    }

    /// Adds a reply, and the next question about it.
    #[must_use]
    pub fn then(mut self, reply: String, question: String) -> Self {
        self.later.push(Round { reply, question });
        self
    }

    /// All that is sent, in order; a predicted output does not count as prompt.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        let later = self.later.iter().flat_map(|round| [&round.reply, &round.question]);
        let texts = [&self.system, &self.context, &self.request].into_iter().chain(later);
        texts.map(String::as_str)
    }
}

const RULES: &str = "\
You edit one file. Answer with a sketch of the edited file: one fenced code block, nothing else.

";

/// How a sketch is written.
pub(super) const BULLETS: &str = "\
- Show only the blocks that change (rule, function, method, key, section), in the file's order, \
each inside the headers of all blocks around it.
- For every run of unchanged code that you leave out, write one line `{gap}`, indented like the \
code it stands for: at every level, and also before the first and after the last block shown.
- A block shown without such a line is its whole new text.
- Beside a new block, show the unchanged block or line next to it, a block's body as `{gap}`, so \
that its place is clear.
- Where several blocks look alike, show enough of what stands next to the right one to tell it.
- To delete a block, write `{deleted NAME}` where it stood.
- Copy unchanged lines that you show exactly. Never write `{gap}` for code that changes. Change \
only what is asked.
";

const REWRITE: &str = "\
You edit one file. Answer with the whole edited file in one fenced code block, nothing else. Write \
every line, in the file's own order, spelling and layout; never leave anything out. Change only what \
is asked.
";

/// What a model answers that needs to see a block.
pub(super) const SHOW: &str = "SHOW:";

const IN_JSX: &str =
    "- Between JSX elements write the marker as `{/* ... unchanged code ... */}`.\n";

const IN_MARKUP: &str =
    "- Inside <style> and <script> write the marker in their own comment syntax.\n";

/// The prompt that asks for a sketch of `instruction` done to `text`, the file at `path`.
pub fn prompt(language: &Language, path: &RelPath, text: &str, instruction: &str) -> Prompt {
    let example = example(language.name);
    let mut system = [RULES, BULLETS].concat();
    system.push_str(embedded_rule(language, text));
    let asked = example.instruction;
    let answer = fenced(language.name, example.sketch);
    system.push_str(&format!("\nExample, for \"{asked}\":\n\n{answer}"));
    let instruction = instruction.trim();
    Prompt {
        context: format!("The file {}\n", shown(language, path, text)),
        ..Prompt::new(with_markers(&system, language), format!("Instruction: {instruction}\n"))
    }
}

/// The prompt that asks for all of the file at `path` with `instruction` done to it.
pub fn rewrite_prompt(
    language: &Language,
    path: &RelPath,
    text: &str,
    instruction: &str,
) -> Prompt {
    let instruction = instruction.trim();
    Prompt {
        context: format!("The file {}\n", shown(language, path, text)),
        ..Prompt::new(REWRITE, format!("Instruction: {instruction}\n"))
    }
}

/// The names of blocks that a reply asks to see, if that is all it does.
pub fn wants_to_see(reply: &str) -> Option<Vec<String>> {
    let said = reply.trim().trim_matches('`').trim();
    let names = said.strip_prefix(SHOW)?;
    if said.lines().count() > 1 {
        return None;
    }
    let names: Vec<String> = names
        .split(',')
        .map(|name| name.trim().trim_matches('`').to_owned())
        .filter(|name| !name.is_empty())
        .collect();
    (!names.is_empty()).then_some(names)
}

/// The answer to [`wants_to_see`]: blocks by their names, languages and texts.
pub fn shown_blocks(blocks: &[(String, &Language, String)]) -> String {
    let mut question = String::new();
    for (name, language, text) in blocks {
        question.push_str(&format!("{name}:\n\n{}\n", fenced(language.name, text)));
    }
    if question.is_empty() {
        question.push_str("There is no such block. ");
    }
    question + "Now answer with the sketch."
}

/// Asks for the sketch again, with what was wrong.
pub fn ask_again(refusal: &Refusal) -> String {
    wrong(refusal)
        + "Answer with the sketch again, in one fenced code block, with the one unchanged line \
                or the header of the block around it that decides."
}

/// What was wrong with a sketch, and what may have been meant.
pub(super) fn wrong(refusal: &Refusal) -> String {
    let mut question = format!("That sketch cannot be merged: {}.\n", refusal.why);
    if !refusal.candidates.is_empty() {
        question.push_str("What may be meant:\n");
        for block in refusal.candidates.iter().take(8) {
            let (first, last) = (block.start_line, block.end_line);
            question.push_str(&format!("- lines {first} to {last}: {}\n", block.key));
        }
    }
    question
}

/// Asks for each changed block in full.
pub fn ask_for_blocks(language: &Language, refusal: &Refusal) -> String {
    let gap = language.gap_marker();
    format!(
        "That sketch cannot be merged: {}.\nAnswer with each changed block in full, from its first \
         line to its last, without a marker inside, each within the headers of the blocks around \
         it, and `{gap}` between them. One fenced code block, nothing else.",
        refusal.why
    )
}

/// Asks for the whole file.
pub fn ask_for_all(refusal: &Refusal) -> String {
    format!(
        "That cannot be merged: {}.\nAnswer with the whole new file, every line of it, in one fenced \
         code block, nothing else.",
        refusal.why
    )
}

/// How markers are written in another syntax inside the file's own.
pub(super) fn embedded_rule(language: &Language, text: &str) -> &'static str {
    let has_elements = || text.contains("</") || text.contains("/>");
    match language.name {
        "javascript" | "jsx" | "tsx" if has_elements() => IN_JSX,
        "html" | "vue" | "svelte" => IN_MARKUP,
        _ => "",
    }
}

/// Writes the placeholders of rules and examples as the language's markers.
pub(super) fn with_markers(text: &str, language: &Language) -> String {
    let gap = language.gap_marker();
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{deleted ") {
        let (name, tail) = after.split_once('}').unwrap_or((after, ""));
        out.push_str(&before.replace("{gap}", &gap));
        out.push_str(&language.deletion_marker(name));
        rest = tail;
    }
    out.push_str(&rest.replace("{gap}", &gap));
    out
}

/// A file with its name: without byte order mark, with LF.
pub(super) fn shown(language: &Language, path: &RelPath, text: &str) -> String {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    let name: String = path.as_str().chars().filter(|c| !c.is_control()).collect();
    format!("{name}:\n\n{}", fenced(language.name, &text))
}

/// `text` in a fence that nothing in it can close.
pub(super) fn fenced(name: &str, text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(3.max(longest + 1));
    let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    format!("{fence}{name}\n{text}{end}{fence}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang;
    use crate::model::count_tokens;

    fn path(path: &str) -> RelPath {
        RelPath::new(path).unwrap()
    }

    #[test]
    fn rules_are_short_and_in_the_files_own_comments() {
        for language in lang::all() {
            let Prompt { system, .. } = prompt(language, &path("a"), "<i></i>", "x");
            assert!(count_tokens(&system) <= 450, "{}: {}", language.name, count_tokens(&system));
            assert!(system.contains(&language.gap_marker()), "{}", language.name);
            assert!(system.contains(&language.deletion_marker("NAME")), "{}", language.name);
            assert!(!system.contains("{gap}") && !system.contains("{deleted"), "{system}");
        }
    }

    #[test]
    fn only_the_instruction_differs_from_edit_to_edit() {
        let css = lang::by_name("css").unwrap();
        let ask = |instruction| prompt(css, &path("a.css"), "a { color: red }\n", instruction);
        let (one, two) = (ask("make it blue"), ask("make it green"));
        assert_eq!(one.system, two.system);
        assert_eq!(one.context, two.context);
        assert_eq!(two.request, one.request.replace("blue", "green"));
        assert!(one.context.contains("a.css") && one.context.contains("a { color: red }"));
    }

    #[test]
    fn a_file_with_fences_stays_in_its_fence() {
        let text = "x\n````\ny\n````";
        assert_eq!(fenced("text", text), format!("`````text\n{text}\n`````\n"));
        assert_eq!(fenced("text", ""), "```text\n```\n");
    }

    #[test]
    fn the_model_sees_lf_and_no_bom() {
        let text = lang::by_name("text").unwrap();
        let asked = prompt(text, &path("a.txt"), "\u{feff}one\r\ntwo\r\n", "x");
        assert!(asked.context.contains("\none\ntwo\n") && !asked.context.contains('\r'));
    }

    #[test]
    fn jsx_is_told_its_own_marker() {
        let js = lang::by_name("javascript").unwrap();
        let ask = |text| prompt(js, &path("a.js"), text, "x").system;
        assert!(ask("return <p>hi</p>;").contains("{/* ... unchanged code ... */}"));
        assert!(!ask("let a = 1;").contains("{/*"));
    }
}
