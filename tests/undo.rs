//! Finding edits in history and reversing them, proved with the real git.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod git_world;

use std::fs;

use codegend::git::{Change, FileChange, GitError, Recorded, Role};
use codegend::protocol::{DirtyPolicy, EditId, LoggedEdit};
use git_world::{SITE, World, bare, sheet};

const RED: (&str, &str) = (".r1 {\n  color: blue;", ".r1 {\n  color: red;");

/// Undoes `edit` in the worktree and records that, as the daemon does.
fn undo(world: &World, edit: &LoggedEdit) -> Recorded {
    let repository = world.repository();
    let mut texts = Vec::new();
    for path in &edit.paths {
        let before = world.read(path.as_str());
        let after = repository.reverse(edit, path, &before).unwrap();
        assert_ne!(after, before);
        world.write(path.as_str(), &after);
        texts.push((path, before, after));
    }
    let files: Vec<FileChange<'_>> = texts
        .iter()
        .map(|(path, before, after)| FileChange { path, before: Some(before), after })
        .collect();
    let recorded = repository
        .record(&Change {
            files: &files,
            subject: &format!("Undo \"{}\"", edit.subject),
            body: "",
            trailers: &[],
            dirty: DirtyPolicy::Snapshot,
            id: &edit.id,
            role: Role::Undo,
            sketch: None,
        })
        .unwrap();
    assert_eq!(recorded.warnings, []);
    recorded
}

fn forget_records(world: &World) {
    fs::remove_dir_all(world.root().join(".git/codegen")).unwrap();
}

#[test]
fn the_log_lists_edits_only_newest_first() {
    let world = World::new();
    assert_eq!(world.repository().log(10).unwrap(), []);
    let first = world.edit(RED.0, RED.1);
    let first_commit = first.record().commit;
    world.change("other.css", "margin: 5px", "margin: 50px");
    world.git(["commit", "-qam", "mine"]);
    let second = world.edit_of("other.css", "margin: 1px", "margin: 10px");
    second.record();
    let log = world.repository().log(10).unwrap();
    assert_eq!(log.iter().map(|e| &e.id).collect::<Vec<_>>(), [&second.id, &first.id]);
    assert_eq!(log[1].commit, first_commit);
    assert_eq!(log[1].path.as_str(), SITE);
    assert_eq!(log[1].subject, "Make it red");
    assert_eq!(log[1].model.as_deref(), Some("test-model"));
    assert_eq!(log[1].undone_by, None);
    let time: i64 = world.git(["log", "-1", "--format=%ct"]).trim().parse().unwrap();
    assert_eq!(log[0].time, time);
    assert_eq!(world.repository().log(1).unwrap(), log[..1]);
    forget_records(&world);
    assert_eq!(world.repository().log(10).unwrap(), log);
}

#[test]
fn edits_are_found_by_prefix_or_named() {
    let world = World::new();
    assert_eq!(World::empty().repository().log(10).unwrap(), []);
    let mut first = world.edit(RED.0, RED.1);
    first.id = "kkkkllllmmmm".parse().unwrap();
    first.record();
    let mut second = world.edit("margin: 5px", "margin: 50px");
    second.id = "kkkkzzzzmmmm".parse().unwrap();
    second.record();
    let find = |prefix: &str| world.repository().find(&prefix.parse().unwrap());
    assert_eq!(find("kkkkl").unwrap().id, first.id);
    assert_eq!(find("kkkkzzzzmmmm").unwrap().id, second.id);
    match find("kkkk") {
        Err(GitError::AmbiguousEdit { candidates, .. }) => {
            assert_eq!(candidates, [second.id.clone(), first.id.clone()]);
        }
        other => assert!(other.is_err(), "{other:?}"),
    }
    let error = find("zz").unwrap_err();
    assert_eq!(error.to_string(), "no edit zz in the history of HEAD");
}

#[test]
fn an_edit_is_shown_with_message_diff_and_sketch() {
    let world = World::new();
    let edit = world.edit(RED.0, RED.1);
    edit.record();
    let shown = world.repository().show(&edit.id).unwrap();
    assert_eq!(shown.edit, world.repository().find(&edit.id).unwrap());
    assert_eq!(shown.message, world.git(["log", "-1", "--format=%B"]).trim_end().to_owned() + "\n");
    assert_eq!(shown.diff, world.git(["-c", "core.abbrev=7", "show", "--format=", "HEAD"]));
    assert_eq!(shown.sketch.as_deref(), Some("/* ... */"));
    forget_records(&world);
    assert_eq!(world.repository().show(&edit.id).unwrap().sketch, None);
}

#[test]
fn undoing_an_edit_keeps_later_edits_and_the_users_own_changes() {
    for keep_records in [true, false] {
        let world = World::new();
        let first = world.edit(RED.0, RED.1);
        first.record();
        world.edit("margin: 5px", "margin: 50px").record();
        world.change(SITE, "margin: 7px", "margin: 70px");
        world.git(["add", SITE]);
        world.change(SITE, "margin: 8px", "margin: 80px");
        world.change("other.css", "margin: 5px", "margin: 50px");
        let before = world.user_changes();
        if !keep_records {
            forget_records(&world);
        }
        let edit = world.repository().find(&first.id).unwrap();
        let recorded = undo(&world, &edit);
        assert_eq!(recorded.snapshot, None);
        assert_eq!(world.user_changes(), before);
        assert_eq!(bare(&world.commit_lines("HEAD")), ["-  color: red;", "+  color: blue;"]);
        let expected = sheet().replace("margin: 5px", "margin: 50px");
        assert_eq!(world.git(["show", "HEAD:site.css"]), expected);
        let trailer = world.git(["log", "-1", "--format=%(trailers:key=Codegen-Undo,valueonly)"]);
        assert_eq!(trailer.trim(), first.id.as_str());
        let log = world.repository().log(10).unwrap();
        assert_eq!(log.len(), 2);
        assert_eq!(log[0].undone_by, None);
        assert_eq!(log[1].undone_by.as_ref(), Some(&recorded.commit));
    }
}

#[test]
fn an_undo_of_lines_that_changed_again_names_them() {
    let world = World::new();
    let first = world.edit(RED.0, RED.1);
    first.record();
    world.edit("color: red", "color: green").record();
    let edit = world.repository().find(&first.id).unwrap();
    let error = world.repository().reverse(&edit, &edit.path, &world.read(SITE)).unwrap_err();
    assert!(
        matches!(&error, GitError::ReverseConflict { lines, .. } if lines == &[(2, 2)]),
        "{error}"
    );
    assert!(error.to_string().ends_with("line 2"), "{error}");
}

#[test]
fn what_is_gone_already_is_left_as_it_is() {
    let world = World::new();
    let first = world.edit(RED.0, RED.1);
    first.record();
    world.change(SITE, "color: red", "color: blue");
    let edit = world.repository().find(&first.id).unwrap();
    assert_eq!(world.repository().reverse(&edit, &edit.path, &world.read(SITE)).unwrap(), sheet());
}

#[test]
fn crlf_in_the_worktree_stays_crlf() {
    let world = World::new();
    world.write(".gitattributes", "*.css text eol=crlf\n");
    world.git(["add", "-A"]);
    world.git(["commit", "-qm", "attributes"]);
    fs::remove_file(world.root().join(SITE)).unwrap();
    world.git(["checkout", "-q", "--", SITE]);
    let original = world.read(SITE);
    let first = world.edit(".r1 {\r\n  color: blue;", ".r1 {\r\n  color: red;");
    first.record();
    undo(&world, &world.repository().find(&first.id).unwrap());
    assert_eq!(world.read(SITE), original);
    assert_eq!(world.status(), [] as [&str; 0]);
}

#[test]
fn an_edit_that_was_committed_with_the_users_lines_is_undone_alone() {
    let world = World::new();
    world.change(SITE, ".r1 {\n  color: blue;", ".r1 {\n  color: green;");
    let first = world.edit("color: green", "color: red").dirty(DirtyPolicy::Include);
    first.record();
    let edit = world.repository().find(&first.id).unwrap();
    let reversed = world.repository().reverse(&edit, &edit.path, &world.read(SITE)).unwrap();
    assert!(reversed.starts_with(".r1 {\n  color: green;"), "{reversed}");
    forget_records(&world);
    let error = world.repository().reverse(&edit, &edit.path, &world.read(SITE)).unwrap_err();
    assert!(matches!(error, GitError::MixedCommit { .. }), "{error}");
}

#[test]
fn an_amended_commit_gives_back_the_edit_alone_or_is_refused() {
    let world = World::new();
    let first = world.edit(RED.0, RED.1);
    first.record();
    world.change(SITE, "margin: 5px", "margin: 50px");
    world.change("other.css", "margin: 5px", "margin: 50px");
    world.git(["commit", "-qa", "--amend", "--no-edit"]);
    let edit = world.repository().find(&first.id).unwrap();
    assert_eq!(edit.path.as_str(), SITE);
    let reversed = world.repository().reverse(&edit, &edit.path, &world.read(SITE)).unwrap();
    assert_eq!(reversed, sheet().replace("margin: 5px", "margin: 50px"));
    forget_records(&world);
    let error = world.repository().reverse(&edit, &edit.path, &world.read(SITE)).unwrap_err();
    assert!(matches!(error, GitError::MixedCommit { .. }), "{error}");
}

#[test]
fn squashed_edits_are_listed_each_and_undone_each() {
    let world = World::new();
    let first = world.edit(RED.0, RED.1);
    first.record();
    let second = world.edit("margin: 5px", "margin: 50px");
    second.record();
    let messages = world.git(["log", "-2", "--format=%B"]);
    world.git(["reset", "-q", "--soft", "HEAD^^"]);
    world.git(["commit", "-qm", &format!("Squashed\n\n{messages}")]);
    let mut ids: Vec<EditId> =
        world.repository().log(10).unwrap().into_iter().map(|edit| edit.id).collect();
    ids.sort();
    let mut expected = vec![first.id.clone(), second.id.clone()];
    expected.sort();
    assert_eq!(ids, expected);
    let edit = world.repository().find(&first.id).unwrap();
    undo(&world, &edit);
    assert_eq!(world.read(SITE), sheet().replace("margin: 5px", "margin: 50px"));
    forget_records(&world);
    let error = world.repository().reverse(&edit, &edit.path, &world.read(SITE)).unwrap_err();
    assert!(matches!(error, GitError::MixedCommit { .. }), "{error}");
}

#[test]
fn edits_survive_a_rebase() {
    let world = World::new();
    let base = world.rev("HEAD");
    let first = world.edit(RED.0, RED.1);
    first.record();
    world.git(["checkout", "-q", "-b", "side", &base]);
    world.change(SITE, "margin: 5px", "margin: 50px");
    world.git(["commit", "-qam", "side"]);
    world.git(["checkout", "-q", "main"]);
    world.git(["rebase", "-q", "side"]);
    let edit = world.repository().find(&first.id).unwrap();
    assert_eq!(edit.commit, world.rev("HEAD"));
    undo(&world, &edit);
    assert_eq!(world.read(SITE), sheet().replace("margin: 5px", "margin: 50px"));
}

#[test]
fn a_revert_by_git_counts_and_so_does_its_own_revert() {
    let world = World::new();
    let first = world.edit(RED.0, RED.1);
    first.record();
    world.git(["revert", "--no-edit", "HEAD"]);
    let undone_by = |world: &World| world.repository().find(&first.id).unwrap().undone_by;
    assert_eq!(undone_by(&world), Some(world.rev("HEAD")));
    world.git(["revert", "--no-edit", "HEAD"]);
    assert_eq!(undone_by(&world), None);
}

#[test]
fn there_is_nothing_before_a_file_that_the_edit_made() {
    let world = World::new();
    world.write("new.css", "old");
    let mut edit = world.edit_of("new.css", "old", "new");
    edit.before = None;
    edit.record();
    for _ in 0..2 {
        let logged = world.repository().find(&edit.id).unwrap();
        let error = world.repository().reverse(&logged, &logged.path, "new").unwrap_err();
        assert!(matches!(error, GitError::CreatedFile { .. }), "{error}");
        let _ = fs::remove_dir_all(world.root().join(".git/codegen"));
    }
}
