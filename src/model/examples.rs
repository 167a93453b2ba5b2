//! The example sketch of a prompt, by family of syntax: data, no code that decides anything.
//!
//! `{gap}` stands for the language's gap marker, `{deleted NAME}` for its deletion marker. Each
//! example shows a change, a deletion, and a new block beside an unchanged one, where the syntax
//! has all three.

/// An instruction and the sketch that answers it.
pub(super) struct Example {
    /// What was asked.
    pub instruction: &'static str,
    /// The sketch, without its fence.
    pub sketch: &'static str,
}

/// The example for a language, by [`crate::lang::Language::name`].
pub(super) fn example(language: &str) -> &'static Example {
    match language {
        "css" | "scss" | "less" => &CSS,
        "javascript" | "typescript" | "jsx" | "tsx" | "rust" | "go" | "java" | "c" | "cpp"
        | "csharp" | "c-sharp" | "php" | "bash" => &BRACES,
        "python" | "ruby" => &INDENTED,
        "json" => &JSON,
        "html" | "xml" | "vue" | "svelte" => &MARKUP,
        "yaml" => &YAML,
        _ => &LINES,
    }
}

static CSS: Example = Example {
    instruction: "make links red, drop .note, add .card--wide after .card in print",
    sketch: "\
{gap}

a {
  {gap}
  color: red;
  {gap}
}

{gap}

{deleted .note}

{gap}

@media print {
  {gap}

  .card {
    {gap}
  }

  .card--wide {
    width: 100%;
  }

  {gap}
}

{gap}
",
};

static BRACES: Example = Example {
    instruction: "let Store.count skip hidden items, drop Store.dump, add Store.clear after add",
    sketch: "\
{gap}

class Store {
  {gap}

  add(item) {
    {gap}
  }

  clear() {
    this.items = [];
  }

  {gap}

  count() {
    return this.items.filter((item) => !item.hidden).length;
  }

  {deleted dump}

  {gap}
}

{gap}
",
};

static INDENTED: Example = Example {
    instruction: "let Store.count skip hidden items, drop Store.dump, add Store.clear after add",
    sketch: "\
{gap}

class Store:
    {gap}

    def add(self, item):
        {gap}

    def clear(self):
        self.items = []

    {gap}

    def count(self):
        return sum(not item.hidden for item in self.items)

    {deleted dump}

    {gap}


{gap}
",
};

static JSON: Example = Example {
    instruction: "set server.port to 9090, drop debug, add server.tls after port",
    sketch: "\
{
  {gap}
  \"server\": {
    {gap}
    \"port\": 9090,
    \"tls\": true,
    {gap}
  },
  {gap}
  {deleted debug}
  {gap}
}
",
};

static MARKUP: Example = Example {
    instruction: "link the logo to /home and add a Help item after Log in",
    sketch: "\
{gap}
<body>
  {gap}
  <nav>
    <a class=\"logo\" href=\"/home\">Harbour</a>
    <ul>
      {gap}
      <li>Log in</li>
      <li>Help</li>
    </ul>
  </nav>
  {gap}
</body>
{gap}
",
};

static YAML: Example = Example {
    instruction: "set server.port to 9090, drop debug, add server.tls after port",
    sketch: "\
{gap}
server:
  {gap}
  port: 9090
  tls: true
  {gap}
{gap}
{deleted debug}
{gap}
",
};

static LINES: Example = Example {
    instruction: "the office opens at nine, and add a line about parking after it",
    sketch: "\
{gap}
Opening hours
The office opens at nine.
Parking is free.
Please ring the bell.
{gap}
",
};
