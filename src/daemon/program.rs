//! Which programs can be the daemon.

use std::path::Path;

/// What goes before the daemon's options when `program` is run: nothing for `codegend`. `codegenctl`
/// holds the same daemon as a subcommand, so that it works alone, as after `cargo run`.
pub fn subcommand(program: &Path) -> Option<&'static str> {
    (program.file_stem()? == "codegenctl").then_some("daemon")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_codegenctl_needs_a_subcommand() {
        assert_eq!(subcommand(Path::new("/usr/bin/codegenctl")), Some("daemon"));
        assert_eq!(subcommand(Path::new("/usr/bin/codegend")), None);
        assert_eq!(subcommand(Path::new("/usr/bin/tests-0123abc")), None);
    }
}
