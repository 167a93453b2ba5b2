//! Recording an edit wherever HEAD, the worktree and the file's attributes are unusual.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod git_world;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::time::{Duration, SystemTime};

use codegend::git::{GitError, RecordError, Repository};
use codegend::protocol::RelPath;
use git_world::{SITE, World, bare, sheet};

const RED: (&str, &str) = (".r1 {\n  color: blue;", ".r1 {\n  color: red;");
const RED_LINES: [&str; 2] = ["-  color: blue;", "+  color: red;"];
const NOTHING: [&str; 0] = [];

#[test]
fn unborn_branch_with_a_file_that_was_added() {
    let world = World::empty();
    world.write(SITE, &sheet());
    world.write("other.css", "x");
    world.git(["add", "-A"]);
    let recorded = world.edit(RED.0, RED.1).record();
    assert_eq!(world.rev("main"), recorded.commit);
    assert_eq!(world.rev("main^"), recorded.snapshot.unwrap());
    assert_eq!(world.git(["ls-tree", "--name-only", "main"]).trim(), SITE);
    assert_eq!(bare(&world.commit_lines("HEAD")), RED_LINES);
    assert_eq!(world.status(), ["1 A. N... 000000 100644 100644 - - other.css"]);
}

#[test]
fn a_file_that_the_edit_made_is_added_even_on_an_unborn_branch() {
    for world in [World::empty(), World::new()] {
        fs::create_dir_all(world.root().join("a/b")).unwrap();
        world.write("a/b/run.sh", "echo old\n");
        let mode = fs::Permissions::from_mode(0o755);
        fs::set_permissions(world.root().join("a/b/run.sh"), mode).unwrap();
        let mut edit = world.edit_of("a/b/run.sh", "old", "new");
        edit.before = None;
        edit.record();
        let tree = world.git(["ls-tree", "-r", "HEAD", "a"]);
        assert!(tree.starts_with("100755 blob"), "{tree}");
        assert_eq!(world.git(["show", "HEAD:a/b/run.sh"]), "echo new\n");
        assert_eq!(world.status(), NOTHING);
    }
}

#[test]
fn detached_head() {
    let world = World::new();
    let main = world.rev("main");
    world.git(["checkout", "-q", "--detach"]);
    let recorded = world.edit(RED.0, RED.1).record();
    assert_eq!(world.rev("HEAD"), recorded.commit);
    assert_eq!(world.rev("main"), main);
    assert!(!world.try_git(["symbolic-ref", "-q", "HEAD"]).status.success());
    assert_eq!(world.git(["reflog", "-1", "--format=%gs"]).trim(), "commit: Make it red");
}

#[test]
fn linked_worktree() {
    let world = World::new();
    let linked = world.temp().canonicalize().unwrap().join("linked");
    world.git(["worktree", "add", "-q", "-b", "side", linked.to_str().unwrap()]);
    let repository = Repository::discover(&linked).unwrap();
    assert_eq!(repository.root(), linked);
    let state = world.git_in(&linked, &["rev-parse", "--git-path", "codegen"]);
    assert_eq!(repository.state_dir().to_str(), Some(state.trim()));
    let main = world.rev("main");
    let mut edit = world.edit(RED.0, RED.1);
    fs::write(linked.join(SITE), &edit.after).unwrap();
    world.write(SITE, &sheet());
    edit.repository = repository;
    let recorded = edit.record();
    assert_eq!(world.rev("side"), recorded.commit);
    assert_eq!(world.rev("main"), main);
    assert_eq!(world.git_in(&linked, &["status", "--porcelain"]), "");
    assert_eq!(world.status(), NOTHING);
}

#[test]
fn discovery_finds_the_repository_or_says_why_not() {
    let world = World::new();
    let below = world.root().join("a/b");
    fs::create_dir_all(&below).unwrap();
    let repository = Repository::discover(&below).unwrap();
    assert_eq!(repository.root(), world.root());
    assert_eq!(repository.git_dir(), world.root().join(".git"));
    assert_eq!(repository.state_dir(), world.root().join(".git/codegen"));
    let error = Repository::discover(world.temp()).unwrap_err();
    assert!(matches!(error, GitError::NotARepository { .. }), "{error}");
    let bare = world.temp().join("bare.git");
    world.git(["init", "-q", "--bare", bare.to_str().unwrap()]);
    let error = Repository::discover(&bare).unwrap_err();
    assert!(matches!(error, GitError::Bare { .. }), "{error}");
}

#[test]
fn a_submodule_is_a_repository_of_its_own() {
    let (world, inner) = (World::new(), World::new());
    let url = inner.root().to_str().unwrap();
    world.git(["-c", "protocol.file.allow=always", "submodule", "add", "-q", url, "sub"]);
    world.git(["commit", "-qm", "add sub"]);
    let sub = Repository::discover(&world.root().join("sub")).unwrap();
    assert_eq!(sub.root(), world.root().join("sub"));
    let state = world.repository_state();
    let edit = world.edit_of("sub/site.css", RED.0, RED.1);
    let error = edit.try_record().unwrap_err();
    assert!(matches!(&error, RecordError::InSubmodule { submodule, .. } if submodule == "sub"));
    assert_eq!(world.repository_state(), state);
    for (key, value) in [("user.name", "Ada"), ("user.email", "ada@example.org")] {
        world.git(["-C", "sub", "config", key, value]);
    }
    let mut edit = edit;
    edit.repository = sub;
    edit.path = RelPath::new(SITE).unwrap();
    let recorded = edit.record();
    assert_eq!(world.git(["-C", "sub", "rev-parse", "HEAD"]).trim(), recorded.commit);
    assert_eq!(world.git(["-C", "sub", "status", "--porcelain"]), "");
}

#[test]
fn crlf_by_attribute_is_lf_in_git_and_stays_crlf_in_the_worktree() {
    let world = World::new();
    world.write(".gitattributes", "*.css text eol=crlf\n");
    world.git(["add", "-A"]);
    world.git(["commit", "-qm", "attributes"]);
    fs::remove_file(world.root().join(SITE)).unwrap();
    world.git(["checkout", "-q", "--", SITE]);
    assert_eq!(world.read(SITE), sheet().replace('\n', "\r\n"));
    world.change(SITE, "margin: 7px", "margin: 70px");
    let before = world.user_changes();
    let recorded = world.edit(".r1 {\r\n  color: blue;", ".r1 {\r\n  color: red;").record();
    assert_eq!(recorded.snapshot, None);
    assert_eq!(bare(&world.commit_lines("HEAD")), RED_LINES);
    assert_eq!(world.user_changes(), before);
    assert!(!world.git(["show", "HEAD:site.css"]).contains('\r'));
    let text = world.read(SITE);
    assert_eq!(text.matches("\r\n").count(), text.matches('\n').count());
}

#[test]
fn crlf_in_git_without_attributes_stays_crlf() {
    let world = World::empty();
    world.write(SITE, &sheet().replace('\n', "\r\n"));
    world.git(["add", "-A"]);
    world.git(["commit", "-qm", "base"]);
    world.change(SITE, "margin: 7px", "margin: 70px");
    world.edit(".r1 {\r\n  color: blue;", ".r1 {\r\n  color: red;").record();
    let head = world.git(["show", "HEAD:site.css"]);
    assert_eq!(head.matches("\r\n").count(), head.matches('\n').count());
    assert_eq!(bare(&world.commit_lines("HEAD")), RED_LINES);
}

#[test]
fn autocrlf_cleans_as_git_does() {
    let world = World::new();
    world.git(["config", "core.autocrlf", "true"]);
    world.write(SITE, &sheet().replace('\n', "\r\n"));
    world.git(["add", "--renormalize", SITE]);
    assert_eq!(world.status(), NOTHING);
    world.edit(".r1 {\r\n  color: blue;", ".r1 {\r\n  color: red;").record();
    assert_eq!(bare(&world.commit_lines("HEAD")), RED_LINES);
    assert_eq!(world.status(), NOTHING);
}

#[test]
fn mode_bits_are_kept_and_a_change_of_mode_stays_the_users() {
    let world = World::new();
    let mode = |mode| fs::Permissions::from_mode(mode);
    fs::set_permissions(world.root().join(SITE), mode(0o755)).unwrap();
    world.git(["commit", "-qam", "executable"]);
    world.edit(RED.0, RED.1).record();
    assert!(world.git(["ls-tree", "HEAD", SITE]).starts_with("100755 "));
    assert_eq!(world.status(), NOTHING);
    fs::set_permissions(world.root().join(SITE), mode(0o644)).unwrap();
    let before = world.user_changes();
    world.edit("margin: 5px", "margin: 50px").record();
    assert!(world.git(["ls-tree", "HEAD", SITE]).starts_with("100755 "));
    assert_eq!(world.user_changes(), before);
}

#[test]
fn intent_to_add_is_fulfilled_by_the_edit() {
    let world = World::new();
    world.write("new.css", &sheet());
    world.git(["add", "-N", "new.css"]);
    let recorded = world.edit_of("new.css", RED.0, RED.1).record();
    assert!(recorded.snapshot.is_some());
    assert_eq!(world.status(), NOTHING);
    assert_eq!(bare(&world.commit_lines("HEAD")), RED_LINES);
}

#[test]
fn flags_and_formats_of_the_index_are_kept() {
    let world = World::new();
    world.git(["update-index", "--index-version", "4"]);
    world.git(["update-index", "--assume-unchanged", "other.css"]);
    world.git(["update-index", "--skip-worktree", SITE]);
    let flags = world.git(["ls-files", "-v"]);
    world.edit(RED.0, RED.1).record();
    assert_eq!(world.git(["ls-files", "-v"]), flags);
    assert_eq!(world.git(["diff", "--cached"]), "");
    let index = fs::read(world.root().join(".git/index")).unwrap();
    assert_eq!(&index[..8], b"DIRC\0\0\0\x04");
}

#[test]
fn git_sees_a_clean_file_as_clean_without_a_refresh() {
    let world = World::new();
    world.edit(RED.0, RED.1).record();
    // Plumbing compares times and sizes only.
    assert_eq!(world.git(["diff-index", "--name-only", "HEAD", "--", SITE]), "");
}

/// A file that changed in the same instant in which the index was written, with its size kept,
/// is told from a clean one by its time alone; a rewritten index must not hide that.
#[test]
fn a_change_that_is_as_new_as_the_index_is_still_seen() {
    let world = World::new();
    let other = world.root().join("other.css");
    let index = world.root().join(".git/index");
    let time = fs::metadata(&index).unwrap().modified().unwrap();
    let set = |path: &std::path::Path| {
        fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
    };
    world.git(["config", "core.trustctime", "false"]);
    set(&other);
    world.git(["add", "--renormalize", "other.css"]);
    world.git(["update-index", "--really-refresh"]);
    world.change("other.css", "margin: 5px", "margin: 6px");
    set(&other);
    set(&index);
    // Plumbing, which does not write what it finds out into the index.
    assert_eq!(world.git(["diff-files", "--name-only"]).trim(), "other.css");
    world.edit(RED.0, RED.1).record();
    assert_eq!(world.git(["diff-files", "--name-only"]).trim(), "other.css");
}

#[test]
fn a_file_that_is_not_clean_is_not_said_to_be() {
    let world = World::new();
    world.change(SITE, "margin: 5px", "margin: 6px");
    let edit = world.edit(RED.0, RED.1);
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    let file = fs::File::options().write(true).open(world.root().join(SITE)).unwrap();
    file.set_modified(long_ago).unwrap();
    edit.record();
    assert_eq!(world.status(), ["1 .M N... 100644 100644 100644 - - site.css"]);
}
