//! Recording an edit of several files, proved with the real git: one commit with all of them and
//! nothing else, or none.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod git_world;

use std::fs;

use codegend::git::{Change, FileChange, GitError, RecordError, Recorded, Role, Warning};
use codegend::protocol::{DirtyPolicy, LoggedEdit, RelPath};
use git_world::{Edit, SITE, World, bare};

const OTHER: &str = "other.css";
const RED: (&str, &str) = (".r1 {\n  color: blue;", ".r1 {\n  color: red;");
const WIDE: (&str, &str) = ("margin: 1px", "margin: 10px");
/// What the commit of both says, in git's order of the files.
const BOTH: [&str; 4] =
    ["-  margin: 1px;", "+  margin: 10px;", "-  color: blue;", "+  color: red;"];
const NOTHING: [&str; 0] = [];

/// Changes both files, and records nothing yet.
fn edits(world: &World) -> (Edit<'_>, Edit<'_>) {
    (world.edit(RED.0, RED.1), world.edit_of(OTHER, WIDE.0, WIDE.1))
}

/// Edits both files, and demands that nothing is committed and the files stay edited.
fn refused(world: &World) -> RecordError {
    let state = world.repository_state();
    let (site, other) = edits(world);
    let error = site.try_record_with(&[&other]).unwrap_err();
    assert_eq!(world.repository_state(), state, "{error}");
    assert_eq!(world.read(SITE), site.after);
    assert_eq!(world.read(OTHER), other.after);
    let records = fs::read_dir(world.root().join(".git/codegen/edits")).into_iter().flatten();
    assert_eq!(records.count(), 0);
    error
}

fn files_of(world: &World, commit: &str) -> String {
    world.git(["show", "--format=", "--name-only", commit])
}

/// Edits both files, and demands one commit of both that leaves the user's changes as they were.
fn edit_leaves_the_rest(world: &World) {
    let before = world.user_changes();
    let parent = world.rev("HEAD");
    let (site, other) = edits(world);
    let recorded = site.try_record_with(&[&other]).unwrap();
    assert_eq!((&recorded.warnings[..], &recorded.snapshot), (&[][..], &None));
    assert_eq!(world.rev("HEAD"), recorded.commit);
    assert_eq!(world.rev("HEAD^"), parent);
    assert_eq!(files_of(world, "HEAD"), "other.css\nsite.css\n");
    assert_eq!(bare(&world.commit_lines("HEAD")), BOTH);
    assert_eq!(world.user_changes(), before);
    world.git(["fsck", "--strict"]);
}

#[test]
fn clean() {
    let world = World::new();
    edit_leaves_the_rest(&world);
    assert_eq!(world.status(), NOTHING);
}

#[test]
fn a_third_file_dirty_staged_and_untracked() {
    let world = World::new();
    world.write("third.css", "a\nb\nc\nd\ne\nf\ng\nh\n");
    world.git(["add", "-A"]);
    world.git(["commit", "-qm", "third"]);
    world.change("third.css", "b\n", "B\n");
    world.write("new.css", "x");
    world.git(["add", "-A"]);
    world.change("third.css", "g\n", "G\n");
    world.write("untracked.css", "x");
    edit_leaves_the_rest(&world);
}

#[test]
fn one_dirty_and_one_staged_elsewhere() {
    let world = World::new();
    world.change(SITE, "margin: 5px", "margin: 50px");
    world.git(["add", SITE]);
    world.change(SITE, "margin: 7px", "margin: 70px");
    world.change(OTHER, "margin: 8px", "margin: 80px");
    edit_leaves_the_rest(&world);
}

#[test]
fn the_one_that_overlaps_is_snapshot_first_and_alone() {
    let world = World::new();
    world.change(OTHER, "margin: 1px", "margin: 2em");
    world.change(SITE, "margin: 7px", "margin: 70px");
    let site = world.edit(RED.0, RED.1);
    let other = world.edit_of(OTHER, "margin: 2em", "margin: 3em");
    let recorded = site.try_record_with(&[&other]).unwrap();
    assert_eq!(recorded.warnings, []);
    assert_eq!(recorded.snapshot, Some(world.rev("HEAD^")));
    assert_eq!(files_of(&world, "HEAD^"), "other.css\n");
    assert_eq!(world.git(["log", "-1", "--format=%s", "HEAD^"]), "Snapshot other.css\n");
    assert_eq!(bare(&world.commit_lines("HEAD^")), ["-  margin: 1px;", "+  margin: 2em;"]);
    assert_eq!(
        bare(&world.commit_lines("HEAD")),
        ["-  margin: 2em;", "+  margin: 3em;", "-  color: blue;", "+  color: red;"]
    );
    assert_eq!(world.status(), ["1 .M N... 100644 100644 100644 - - site.css"]);
}

#[test]
fn both_that_overlap_are_snapshot_in_one_commit() {
    let world = World::new();
    world.change(OTHER, "margin: 1px", "margin: 2em");
    world.change(SITE, RED.0, ".r1 {\n  color: green;");
    let site = world.edit("color: green", "color: red");
    let other = world.edit_of(OTHER, "margin: 2em", "margin: 3em");
    site.try_record_with(&[&other]).unwrap();
    assert_eq!(files_of(&world, "HEAD^"), "other.css\nsite.css\n");
    let subject = world.git(["log", "-1", "--format=%s", "HEAD^"]);
    assert_eq!(subject, "Snapshot site.css and other.css\n");
    assert_eq!(world.status(), NOTHING);
}

#[test]
fn the_policy_for_one_holds_for_all() {
    let world = World::new();
    world.change(OTHER, "margin: 1px", "margin: 2em");
    let state = world.repository_state();
    let site = world.edit(RED.0, RED.1).dirty(DirtyPolicy::Refuse);
    let other = world.edit_of(OTHER, "margin: 2em", "margin: 3em");
    let error = site.try_record_with(&[&other]).unwrap_err();
    assert!(matches!(&error, RecordError::Dirty { path } if path.as_str() == OTHER), "{error}");
    assert_eq!(world.repository_state(), state);
    let recorded = site.dirty(DirtyPolicy::Include).try_record_with(&[&other]).unwrap();
    assert_eq!(recorded.snapshot, None);
    assert!(world.git(["log", "-1", "--format=%B"]).contains("\nCodegen-Includes: "));
    assert_eq!(world.status(), NOTHING);
}

#[test]
fn what_is_staged_of_one_and_conflicts_stays_and_the_others_entry_moves() {
    let world = World::new();
    world.change(OTHER, "margin: 1px", "margin: 2em");
    world.git(["add", OTHER]);
    world.change(OTHER, "margin: 2em", "margin: 3em");
    let staged = world.git(["ls-files", "-s", OTHER]);
    let site = world.edit(RED.0, RED.1);
    let other = world.edit_of(OTHER, "margin: 3em", "margin: 4em");
    let recorded = site.try_record_with(&[&other]).unwrap();
    let path = RelPath::new(OTHER).unwrap();
    assert_eq!(recorded.warnings, [Warning::StagedLeftAlone { path }]);
    assert_eq!(world.git(["ls-files", "-s", OTHER]), staged);
    assert_eq!(world.git(["diff", "HEAD", "--", SITE]), "");
    assert_eq!(world.git(["diff", "--cached", "--", SITE]), "");
}

#[test]
fn an_untracked_one_among_them_keeps_all_from_being_committed() {
    let world = World::new();
    world.git(["rm", "-q", "--cached", OTHER]);
    world.git(["commit", "-qm", "untrack"]);
    let error = refused(&world);
    assert_eq!(error.to_string(), "other.css is not tracked by git");
}

#[test]
fn one_that_head_has_already_is_left_out_and_said_so() {
    let world = World::new();
    world.change(OTHER, "margin: 1px", "margin: 2em");
    let site = world.edit(RED.0, RED.1);
    let other = world.edit_of(OTHER, "margin: 2em", "margin: 1px");
    let recorded = site.try_record_with(&[&other]).unwrap();
    let path = RelPath::new(OTHER).unwrap();
    assert_eq!(recorded.warnings, [Warning::HeadHadIt { path }]);
    assert_eq!(files_of(&world, "HEAD"), "site.css\n");
    assert_eq!(world.status(), NOTHING);
    assert_eq!(world.repository().find(&site.id).unwrap().paths, [site.path]);
}

#[test]
fn hooks_run_once_and_see_all_files() {
    let world = World::new();
    world.hook("pre-commit", "git diff --cached --name-only >> .git/seen");
    edit_leaves_the_rest(&world);
    assert_eq!(world.read(".git/seen"), "other.css\nsite.css\n");
}

#[test]
fn a_failing_hook_keeps_all_from_being_committed() {
    let world = World::new();
    world.hook("pre-commit", "echo no >&2; exit 1");
    assert_eq!(refused(&world).to_string(), "the pre-commit hook failed: no");
}

#[test]
fn a_hook_may_format_the_files_but_not_drop_or_add_one() {
    let world = World::new();
    world.hook("pre-commit", "sed -i 's/color: red/color: #f00/' site.css\ngit add site.css");
    let (site, other) = edits(&world);
    site.try_record_with(&[&other]).unwrap();
    assert!(bare(&world.commit_lines("HEAD")).contains(&"+  color: #f00;"));
    assert_eq!(world.status(), NOTHING);

    let world = World::new();
    world.hook("pre-commit", "git reset -q HEAD -- other.css");
    let error = refused(&world);
    assert!(
        matches!(&error, RecordError::NothingToCommit { path } if path.as_str() == OTHER),
        "{error}"
    );

    let world = World::new();
    world.hook("pre-commit", "echo x > third.css; git add third.css");
    let error = refused(&world);
    assert!(
        matches!(&error, RecordError::HookChangedOthers { paths, .. } if paths == &["third.css"]),
        "{error}"
    );
}

/// Undoes `edit` in the worktree and records that, as the daemon does.
fn undo(world: &World, edit: &LoggedEdit) -> Recorded {
    let repository = world.repository();
    let mut texts = Vec::new();
    for path in &edit.paths {
        let before = world.read(path.as_str());
        let after = repository.reverse(edit, path, &before).unwrap();
        world.write(path.as_str(), &after);
        texts.push((path, before, after));
    }
    let files: Vec<FileChange<'_>> = texts
        .iter()
        .map(|(path, before, after)| FileChange { path, before: Some(before), after })
        .collect();
    let change = Change {
        files: &files,
        subject: "Undo",
        body: "",
        trailers: &[],
        dirty: DirtyPolicy::Snapshot,
        id: &edit.id,
        role: Role::Undo,
        sketch: None,
    };
    repository.record(&change).unwrap()
}

fn forget_records(world: &World) {
    fs::remove_dir_all(world.root().join(".git/codegen")).unwrap();
}

#[test]
fn an_edit_of_several_is_listed_shown_and_undone_as_one() {
    for keep_records in [true, false] {
        let world = World::new();
        let (site, other) = edits(&world);
        site.try_record_with(&[&other]).unwrap();
        world.edit("margin: 5px", "margin: 50px").record();
        world.change(OTHER, "margin: 7px", "margin: 70px");
        let before = world.user_changes();
        if !keep_records {
            forget_records(&world);
        }
        let edit = world.repository().find(&site.id).unwrap();
        let paths: Vec<&str> = edit.paths.iter().map(RelPath::as_str).collect();
        assert_eq!((paths.as_slice(), edit.path.as_str()), (&[OTHER, SITE][..], OTHER));
        let shown = world.repository().show(&site.id).unwrap();
        assert!(shown.diff.contains("a/other.css") && shown.diff.contains("a/site.css"));
        let recorded = undo(&world, &edit);
        assert_eq!((&recorded.warnings[..], &recorded.snapshot), (&[][..], &None));
        assert_eq!(files_of(&world, "HEAD"), "other.css\nsite.css\n");
        assert_eq!(world.user_changes(), before);
        assert_eq!(world.read(SITE), git_world::sheet().replace("margin: 5px", "margin: 50px"));
        let undone = world.repository().find(&site.id).unwrap().undone_by;
        assert_eq!(undone, Some(recorded.commit));
    }
}

#[test]
fn one_file_that_cannot_be_reversed_is_named() {
    let world = World::new();
    let (site, other) = edits(&world);
    site.try_record_with(&[&other]).unwrap();
    world.edit_of(OTHER, "margin: 10px", "margin: 20px").record();
    let edit = world.repository().find(&site.id).unwrap();
    let reverse =
        |path: &RelPath| world.repository().reverse(&edit, path, &world.read(path.as_str()));
    assert!(reverse(&site.path).is_ok());
    let error = reverse(&other.path).unwrap_err();
    assert!(
        matches!(&error, GitError::ReverseConflict { path, .. } if path.as_str() == OTHER),
        "{error}"
    );
}

#[test]
fn without_its_record_an_amended_commit_of_several_is_no_edit_any_more() {
    let world = World::new();
    let (site, other) = edits(&world);
    site.try_record_with(&[&other]).unwrap();
    world.write("third.css", "x");
    world.git(["add", "-A"]);
    world.git(["commit", "-q", "--amend", "--no-edit"]);
    let edit = world.repository().find(&site.id).unwrap();
    assert_eq!(edit.paths.len(), 2, "the record tells");
    assert!(world.repository().reverse(&edit, &site.path, &site.after).is_ok());
    forget_records(&world);
    let error = world.repository().reverse(&edit, &site.path, &site.after).unwrap_err();
    assert!(matches!(error, GitError::MixedCommit { .. }), "{error}");
    assert!(world.repository().find(&site.id).is_err());
}
