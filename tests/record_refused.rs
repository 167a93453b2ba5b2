//! An edit that cannot be committed stays in the file, and leaves HEAD and the index untouched.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod git_world;

use std::fs;
use std::thread;
use std::time::Duration;

use codegend::git::RecordError;
use codegend::protocol::RelPath;
use git_world::{SITE, World, bare, sheet};

const RED: (&str, &str) = (".r1 {\n  color: blue;", ".r1 {\n  color: red;");
const RED_LINES: [&str; 2] = ["-  color: blue;", "+  color: red;"];

/// Edits, demands that nothing is committed, and gives the reason.
fn refused(world: &World) -> RecordError {
    let state = world.repository_state();
    let edit = world.edit(RED.0, RED.1);
    let error = edit.try_record().unwrap_err();
    assert_eq!(world.repository_state(), state, "{error}");
    assert_eq!(world.read(SITE), edit.after);
    let litter = fs::read_dir(world.root().join(".git/codegen")).into_iter().flatten();
    let litter: Vec<_> = litter.map(|entry| entry.unwrap().file_name()).collect();
    assert!(litter.iter().all(|name| name == "edits"), "{litter:?}");
    let edits = fs::read_dir(world.root().join(".git/codegen/edits")).into_iter().flatten();
    assert_eq!(edits.count(), 0);
    error
}

/// A repository with a branch `side` that conflicts with `main` in `other.css`.
fn with_conflicting_branch() -> World {
    let world = World::new();
    world.git(["checkout", "-q", "-b", "side"]);
    world.change("other.css", "margin: 5px", "margin: 50px");
    world.git(["commit", "-qam", "side"]);
    world.git(["checkout", "-q", "main"]);
    world.change("other.css", "margin: 5px", "margin: 500px");
    world.git(["commit", "-qam", "main"]);
    world
}

fn in_progress(world: &World, expected: &str) {
    assert_eq!(world.repository().operation_in_progress(), Some(expected));
    let edit = world.edit(RED.0, RED.1);
    let before = world.git(["ls-files", "--stage"]) + &world.rev("HEAD");
    let error = edit.try_record().unwrap_err();
    assert!(
        matches!(error, RecordError::OperationInProgress { operation } if operation == expected)
    );
    assert_eq!(world.git(["ls-files", "--stage"]) + &world.rev("HEAD"), before);
}

#[test]
fn during_a_merge_a_rebase_a_cherry_pick_and_a_revert() {
    for (command, name) in [
        (["merge", "-q", "side"], "merge"),
        (["rebase", "-q", "side"], "rebase"),
        (["cherry-pick", "-x", "side"], "cherry-pick"),
        (["revert", "--no-edit", "HEAD^"], "revert"),
    ] {
        let world = with_conflicting_branch();
        if name == "revert" {
            world.change("other.css", "margin: 500px", "margin: 5000px");
            world.git(["commit", "-qam", "again"]);
        }
        assert!(!world.try_git(command).status.success(), "{command:?} has no conflict");
        in_progress(&world, name);
    }
}

#[test]
fn during_a_bisect() {
    let world = with_conflicting_branch();
    world.git(["bisect", "start"]);
    in_progress(&world, "bisect");
}

#[test]
fn while_the_index_is_locked() {
    let world = World::new();
    let lock = world.root().join(".git/index.lock");
    fs::write(&lock, "").unwrap();
    let error = refused(&world);
    assert!(matches!(&error, RecordError::Locked { path } if path.ends_with("index")), "{error}");
    assert!(lock.exists());
}

#[test]
fn a_lock_that_goes_away_is_waited_for() {
    let world = World::new();
    let lock = world.root().join(".git/index.lock");
    fs::write(&lock, "").unwrap();
    let edit = world.edit(RED.0, RED.1);
    let release = thread::spawn(move || {
        thread::sleep(Duration::from_millis(60));
        fs::remove_file(lock).unwrap();
    });
    let recorded = edit.record();
    release.join().unwrap();
    assert_eq!(world.rev("HEAD"), recorded.commit);
}

#[test]
fn while_the_branch_is_locked() {
    let world = World::new();
    let lock = world.root().join(".git/refs/heads/main.lock");
    fs::write(&lock, "").unwrap();
    let error = refused(&world);
    assert!(matches!(&error, RecordError::Locked { path } if path.ends_with("main")), "{error}");
    assert!(lock.exists());
    assert!(!world.root().join(".git/index.lock").exists());
}

#[test]
fn a_file_that_nobody_added() {
    let world = World::new();
    world.git(["rm", "-q", "--cached", SITE]);
    world.git(["commit", "-qm", "untrack"]);
    let error = refused(&world);
    assert!(matches!(error, RecordError::Untracked { .. }), "{error}");
    assert!(error.hint().unwrap().contains("git add site.css"));
}

#[test]
fn a_file_with_unresolved_conflicts() {
    let world = World::new();
    world.change(SITE, "margin: 5px", "margin: 50px");
    world.git(["stash", "-q"]);
    world.change(SITE, "margin: 5px", "margin: 500px");
    world.git(["commit", "-qam", "other"]);
    assert!(!world.try_git(["stash", "pop"]).status.success());
    let error = refused(&world);
    assert!(matches!(error, RecordError::Unmerged { .. }), "{error}");
}

#[test]
fn an_unresolved_conflict_in_another_file_does_not_matter_and_stays() {
    let world = World::new();
    world.change("other.css", "margin: 5px", "margin: 50px");
    world.git(["stash", "-q"]);
    world.change("other.css", "margin: 5px", "margin: 500px");
    world.git(["commit", "-qam", "other"]);
    assert!(!world.try_git(["stash", "pop"]).status.success());
    let before = (world.git(["ls-files", "--unmerged"]), world.status());
    world.edit(RED.0, RED.1).record();
    assert_eq!((world.git(["ls-files", "--unmerged"]), world.status()), before);
    assert_eq!(bare(&world.commit_lines("HEAD")), RED_LINES);
}

#[test]
fn filters_and_encodings_by_name() {
    let world = World::new();
    world.write(".gitattributes", "site.css filter=lfs diff=lfs\n");
    let error = refused(&world);
    assert!(matches!(&error, RecordError::Filtered { filter, .. } if filter == "lfs"), "{error}");
    world.write(SITE, &sheet());
    world.write(".gitattributes", "site.css working-tree-encoding=UTF-16\n");
    let error = refused(&world);
    assert!(
        matches!(&error, RecordError::Encoded { encoding, .. } if encoding == "UTF-16"),
        "{error}"
    );
}

#[test]
fn what_is_no_regular_file_in_head() {
    let world = World::new();
    fs::remove_file(world.root().join(SITE)).unwrap();
    std::os::unix::fs::symlink("other.css", world.root().join(SITE)).unwrap();
    world.git(["add", "-A"]);
    world.git(["commit", "-qm", "link"]);
    fs::remove_file(world.root().join(SITE)).unwrap();
    world.write(SITE, &sheet());
    assert!(matches!(refused(&world), RecordError::NotAFile { .. }));
}

#[test]
fn without_an_identity() {
    let world = World::new();
    world.git(["config", "user.email", ""]);
    let error = refused(&world);
    assert!(matches!(error, RecordError::NoIdentity { missing: "user.email" }), "{error}");
    assert!(error.hint().unwrap().contains("git config --global user.email"));
    world.git(["config", "author.email", "a@example.org"]);
    world.git(["config", "committer.email", "c@example.org"]);
    world.write(SITE, &sheet());
    world.edit(RED.0, RED.1).record();
    let people = world.git(["log", "-1", "--format=%an %ae %cn %ce"]);
    assert_eq!(people.trim(), "Ada a@example.org Ada c@example.org");
}

#[test]
fn an_index_in_a_format_that_cannot_be_read() {
    let world = World::new();
    fs::create_dir(world.root().join("out")).unwrap();
    world.write("out/of-sight.css", "x");
    world.git(["add", "-A"]);
    world.git(["commit", "-qm", "more"]);
    world.git(["sparse-checkout", "set", "--cone", "--sparse-index"]);
    let error = refused(&world);
    assert!(matches!(error, RecordError::Index { .. }), "{error}");
    assert!(error.hint().unwrap().contains("sparse"), "{error}");
    assert!(!world.repository().is_ignored(&RelPath::new(SITE).unwrap()).unwrap());
    world.git(["sparse-checkout", "reapply", "--no-sparse-index"]);
    world.write(SITE, &sheet());
    world.edit(RED.0, RED.1).record();
    assert_eq!(world.status(), [] as [&str; 0]);
    assert_eq!(bare(&world.commit_lines("HEAD")), RED_LINES);

    let world = World::new();
    world.git(["update-index", "--split-index"]);
    let error = refused(&world);
    assert!(error.hint().unwrap().contains("split"), "{error}");
}

/// A pre-commit hook plays the user who commits from another terminal at the worst moment.
#[test]
fn head_that_moves_meanwhile_is_built_upon_anew() {
    let world = World::new();
    world.hook(
        "pre-commit",
        "test -e .git/done && exit 0\ntouch .git/done\nunset GIT_INDEX_FILE\n\
         git commit -q --no-verify --allow-empty -m user || exit 1",
    );
    let edit = world.edit(RED.0, RED.1);
    let recorded = edit.record();
    assert_eq!(world.rev("HEAD"), recorded.commit);
    assert_eq!(world.git(["log", "--format=%s"]), "Make it red\nuser\nbase\n");
    assert_eq!(world.status(), [] as [&str; 0]);
}

#[test]
fn head_that_keeps_moving_or_switches_is_given_up() {
    let world = World::new();
    world.hook(
        "pre-commit",
        "unset GIT_INDEX_FILE\ngit commit -q --no-verify --allow-empty -m user || exit 1",
    );
    let edit = world.edit(RED.0, RED.1);
    assert!(matches!(edit.try_record(), Err(RecordError::HeadMoved)));
    let subjects = world.git(["log", "--format=%s"]);
    assert!(subjects.starts_with("user\n") && !subjects.contains("red"), "{subjects}");

    let world = World::new();
    world.hook(
        "pre-commit",
        "test -e .git/done && exit 0\ntouch .git/done\nunset GIT_INDEX_FILE\n\
         git switch -q -c side",
    );
    let recorded = world.edit(RED.0, RED.1).record();
    assert_eq!(world.rev("side"), recorded.commit);
    assert_eq!(world.rev("main"), world.rev("side^"));
}
