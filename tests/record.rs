//! Recording an edit, proved with the real git: the commit holds the edit and nothing else, and
//! what the user has staged and not staged is the same before and after.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod git_world;

use codegend::git::{RecordError, Warning};
use codegend::protocol::DirtyPolicy;
use git_world::{SITE, World, bare, sheet};

const RED: (&str, &str) = (".r1 {\n  color: blue;", ".r1 {\n  color: red;");
const RED_LINES: [&str; 2] = ["-  color: blue;", "+  color: red;"];

/// Edits, and demands that the commit is the edit and the user's changes are what they were.
fn edit_leaves_the_rest(world: &World) {
    let before = world.user_changes();
    let parent = world.rev("HEAD");
    let recorded = world.edit(RED.0, RED.1).record();
    assert_eq!(world.rev("HEAD"), recorded.commit);
    assert_eq!(world.rev("HEAD^"), parent);
    assert_eq!(recorded.snapshot, None);
    assert_eq!(bare(&world.commit_lines("HEAD")), RED_LINES);
    assert_eq!(world.user_changes(), before);
    world.git(["fsck", "--strict"]);
}

#[test]
fn clean() {
    let world = World::new();
    edit_leaves_the_rest(&world);
    assert_eq!(world.status(), [] as [&str; 0]);
}

#[test]
fn other_file_dirty() {
    let world = World::new();
    world.change("other.css", "margin: 5px", "margin: 50px");
    world.write("untracked.css", "x");
    edit_leaves_the_rest(&world);
}

#[test]
fn other_file_staged() {
    let world = World::new();
    world.change("other.css", "margin: 5px", "margin: 50px");
    world.write("new.css", "x");
    world.git(["add", "-A"]);
    world.change("other.css", "margin: 7px", "margin: 70px");
    edit_leaves_the_rest(&world);
}

#[test]
fn same_file_dirty_elsewhere() {
    let world = World::new();
    world.change(SITE, "margin: 5px", "margin: 50px");
    edit_leaves_the_rest(&world);
}

#[test]
fn same_file_staged_elsewhere() {
    let world = World::new();
    world.change(SITE, "margin: 5px", "margin: 50px");
    world.git(["add", SITE]);
    edit_leaves_the_rest(&world);
}

#[test]
fn same_file_staged_and_dirty_elsewhere_and_another() {
    let world = World::new();
    world.change(SITE, "margin: 5px", "margin: 50px");
    world.change("other.css", "margin: 5px", "margin: 50px");
    world.git(["add", "-A"]);
    world.change(SITE, "margin: 7px", "margin: 70px");
    world.change(SITE, "margin: 5", "margin: 555");
    world.change("other.css", "margin: 1px", "margin: 10px");
    edit_leaves_the_rest(&world);
}

#[test]
fn a_staged_deletion_of_another_file_and_of_this_one_stay_staged() {
    let world = World::new();
    world.git(["rm", "-q", "other.css"]);
    world.git(["rm", "-q", "--cached", SITE]);
    let before = world.status();
    let edit = world.edit(RED.0, RED.1);
    edit.record();
    assert_eq!(bare(&world.commit_lines("HEAD")), RED_LINES);
    assert_eq!(world.status(), before);
}

#[test]
fn same_lines_dirty_are_snapshot_first() {
    let world = World::new();
    world.change(SITE, ".r1 {\n  color: blue;", ".r1 {\n  color: green;");
    world.change(SITE, "margin: 7px", "margin: 70px");
    world.change("other.css", "margin: 5px", "margin: 50px");
    let other = world.git(["diff", "other.css"]);
    let base = world.rev("HEAD");
    let recorded = world.edit("color: green", "color: red").record();
    assert_eq!(world.rev("HEAD"), recorded.commit);
    assert_eq!(recorded.snapshot, Some(world.rev("HEAD^")));
    assert_eq!(world.rev("HEAD^^"), base);
    assert_eq!(
        bare(&world.commit_lines("HEAD^")),
        ["-  color: blue;", "+  color: green;", "-  margin: 7px;", "+  margin: 70px;"]
    );
    assert_eq!(bare(&world.commit_lines("HEAD")), ["-  color: green;", "+  color: red;"]);
    assert_eq!(world.git(["diff"]), other);
    assert_eq!(world.git(["diff", "--cached"]), "");
}

#[test]
fn same_lines_staged_are_snapshot_first_and_the_index_follows() {
    let world = World::new();
    world.change(SITE, ".r1 {\n  color: blue;", ".r1 {\n  color: green;");
    world.git(["add", SITE]);
    let recorded = world.edit("color: green", "color: red").record();
    assert!(recorded.snapshot.is_some());
    assert_eq!(bare(&world.commit_lines("HEAD")), ["-  color: green;", "+  color: red;"]);
    assert_eq!(world.status(), [] as [&str; 0]);
}

#[test]
fn what_is_staged_and_conflicts_is_left_alone_and_said_so() {
    let world = World::new();
    world.change(SITE, ".r1 {\n  color: blue;", ".r1 {\n  color: green;");
    world.git(["add", SITE]);
    world.change(SITE, "color: green", "color: black");
    let staged = world.git(["ls-files", "-s"]);
    let recorded = world.edit("color: black", "color: red").try_record().unwrap();
    let path = codegend::protocol::RelPath::new(SITE).unwrap();
    assert_eq!(recorded.warnings, [Warning::StagedLeftAlone { path }]);
    assert_eq!(world.git(["ls-files", "-s"]), staged);
    assert_eq!(bare(&world.commit_lines("HEAD")), ["-  color: black;", "+  color: red;"]);
}

#[test]
fn same_lines_dirty_may_be_included_or_refused() {
    let world = World::new();
    world.change(SITE, ".r1 {\n  color: blue;", ".r1 {\n  color: green;");
    let state = world.repository_state();
    let edit = world.edit("color: green", "color: red").dirty(DirtyPolicy::Refuse);
    assert!(matches!(edit.try_record(), Err(RecordError::Dirty { .. })));
    assert_eq!(world.repository_state(), state);
    let recorded = edit.dirty(DirtyPolicy::Include).record();
    assert_eq!(recorded.snapshot, None);
    assert_eq!(bare(&world.commit_lines("HEAD")), RED_LINES);
    assert_eq!(world.status(), [] as [&str; 0]);
}

#[test]
fn the_message_has_subject_body_and_trailers_and_the_author_is_the_user() {
    let world = World::new();
    let edit = world.edit(RED.0, RED.1);
    edit.record();
    let message = world.git(["log", "-1", "--format=%an <%ae>|%cn|%B"]);
    assert_eq!(
        message.trim_end(),
        format!(
            "Ada <ada@example.org>|Ada|Make it red\n\nmake the first rule red\n\n\
             Assisted-by: codegend:test-model\nCodegen-Edit: {}",
            edit.id
        )
    );
    let trailers = world.git(["log", "-1", "--format=%(trailers:key=Codegen-Edit,valueonly)"]);
    assert_eq!(trailers.trim(), edit.id.as_str());
    let reflog = world.git(["reflog", "-1", "--format=%gs"]);
    assert_eq!(reflog.trim(), "commit: Make it red");
}

#[test]
fn head_has_it_already() {
    let world = World::new();
    world.change(SITE, ".r1 {\n  color: blue;", ".r1 {\n  color: green;");
    let state = world.repository_state();
    let error = world.edit("color: green", "color: blue").try_record().unwrap_err();
    assert!(matches!(error, RecordError::NothingToCommit { .. }), "{error}");
    assert_eq!(world.repository_state(), state);
    assert_eq!(world.read(SITE), sheet());
}
