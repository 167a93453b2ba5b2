//! Random edits over random staged and unstaged changes of a file whose lines repeat: whatever is
//! committed is the edit, whatever is left is the user's.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod git_world;

use std::collections::BTreeMap;

use codegend::git::GitError;
use git_world::{SITE, World};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

/// Replaces, inserts or deletes a few lines. New lines are like none before.
fn mutate(rng: &mut StdRng, text: &str, fresh: &mut usize, changes: usize) -> String {
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    for _ in 0..changes {
        let at = rng.random_range(0..lines.len());
        *fresh += 1;
        let line = format!("  new: {fresh};\n");
        match rng.random_range(0..3) {
            0 => lines[at] = line,
            1 => lines.insert(at, line),
            _ if lines.len() > 4 => drop(lines.remove(at)),
            _ => {}
        }
    }
    lines.concat()
}

/// How many more of each line `to` has than `from`.
fn net<'a>(from: &'a str, to: &'a str) -> BTreeMap<&'a str, i32> {
    let mut count = BTreeMap::new();
    from.lines().for_each(|line| *count.entry(line).or_default() -= 1);
    to.lines().for_each(|line| *count.entry(line).or_default() += 1);
    count.retain(|_, count| *count != 0);
    count
}

#[test]
fn the_commit_is_the_edit_and_the_rest_is_the_users() {
    let mut rng = StdRng::seed_from_u64(20_261_124);
    let (mut carried, mut snapshots, mut undone) = (0, 0, 0);
    for round in 0..60 {
        let world = World::empty();
        let mut fresh = 0;
        let head: String = (0..40)
            .map(|_| ["}\n", "\n", "a {\n", "  color: red;\n"][rng.random_range(0..4)])
            .collect();
        world.write(SITE, &head);
        world.git(["add", "-A"]);
        world.git(["commit", "-qm", "base"]);
        let staged_changes = rng.random_range(0..3);
        let staged = mutate(&mut rng, &head, &mut fresh, staged_changes);
        world.write(SITE, &staged);
        world.git(["add", SITE]);
        let own_changes = rng.random_range(0..3);
        let before = mutate(&mut rng, &staged, &mut fresh, own_changes);
        let edit_changes = rng.random_range(1..4);
        let after = mutate(&mut rng, &before, &mut fresh, edit_changes);
        if before == after || after == head {
            continue;
        }
        world.write(SITE, &before);
        let mut edit = world.edit(&before, &after);
        edit.after.clone_from(&after);
        let recorded = edit.try_record().unwrap();

        assert_eq!(world.read(SITE), after, "round {round}");
        let now = world.git(["show", "HEAD:site.css"]);
        let index = world.git(["show", ":site.css"]);
        if recorded.snapshot.is_some() {
            snapshots += 1;
            assert_eq!(now, after, "round {round}");
            assert_eq!(world.git(["show", "HEAD^:site.css"]), before, "round {round}");
        } else {
            carried += 1;
            assert_eq!(net(&head, &now), net(&before, &after), "round {round}");
            assert_eq!(net(&now, &after), net(&head, &before), "round {round}");
        }
        if recorded.warnings.is_empty() {
            if recorded.snapshot.is_none() {
                assert_eq!(net(&now, &index), net(&head, &staged), "round {round}");
            }
        } else {
            assert_eq!(index, staged, "round {round}");
        }
        let logged = world.repository().find(&edit.id).unwrap();
        match world.repository().reverse(&logged, &logged.path, &after) {
            Ok(text) => {
                undone += 1;
                assert_eq!(text, before, "round {round}");
            }
            Err(error) => {
                assert!(matches!(error, GitError::ReverseConflict { .. }), "round {round}: {error}")
            }
        }
    }
    // All three ways were taken, or the test shows nothing.
    assert!(carried > 10 && snapshots > 5 && undone > 40, "{carried} {snapshots} {undone}");
}

/// The same for two files at once, each with changes of its own.
#[test]
fn the_commit_of_two_files_is_the_edit_of_both() {
    const FILES: [&str; 2] = ["a.css", "b.css"];
    let mut rng = StdRng::seed_from_u64(20_261_125);
    let (mut carried, mut snapshots, mut mixed, mut undone) = (0, 0, 0, 0);
    for round in 0..40 {
        let world = World::empty();
        let mut fresh = 0;
        let heads = FILES.map(|file| {
            let head: String = (0..30)
                .map(|_| ["}\n", "\n", "a {\n", "  color: red;\n"][rng.random_range(0..4)])
                .collect();
            world.write(file, &head);
            head
        });
        world.git(["add", "-A"]);
        world.git(["commit", "-qm", "base"]);
        let mut edits = Vec::new();
        for (file, head) in FILES.into_iter().zip(&heads) {
            let own_changes = rng.random_range(0..3);
            let before = mutate(&mut rng, head, &mut fresh, own_changes);
            let after = mutate(&mut rng, &before, &mut fresh, 2);
            world.write(file, &before);
            let mut edit = world.edit_of(file, &before, &after);
            edit.after = after;
            edits.push(edit);
        }
        let is_idle = |(edit, head): (&git_world::Edit<'_>, &String)| {
            edit.before.as_ref() == Some(&edit.after) || edit.after == *head
        };
        if edits.iter().zip(&heads).any(is_idle) {
            continue;
        }
        let recorded = edits[0].try_record_with(&[&edits[1]]).unwrap();
        assert_eq!(recorded.warnings, [], "round {round}");
        let mut kinds = Vec::new();
        for (edit, head) in edits.iter().zip(&heads) {
            let (file, before) = (edit.path.as_str(), edit.before.as_deref().unwrap());
            let now = world.git(["show", &format!("HEAD:{file}")]);
            let parent = world.git(["show", &format!("HEAD^:{file}")]);
            assert_eq!(world.read(file), edit.after, "round {round}");
            assert_eq!(world.git(["show", &format!(":{file}")]), now, "round {round}");
            if parent == *head {
                assert_eq!(net(head, &now), net(before, &edit.after), "round {round}");
                assert_eq!(net(&now, &edit.after), net(head, before), "round {round}");
            } else {
                assert!(recorded.snapshot.is_some(), "round {round}");
                assert_eq!((parent.as_str(), &now), (before, &edit.after), "round {round}");
            }
            kinds.push(parent == *head);
        }
        match kinds.as_slice() {
            [true, true] => carried += 1,
            [false, false] => snapshots += 1,
            _ => mixed += 1,
        }
        let logged = world.repository().find(&edits[0].id).unwrap();
        assert_eq!(logged.paths.len(), 2, "round {round}");
        for edit in &edits {
            match world.repository().reverse(&logged, &edit.path, &edit.after) {
                Ok(text) => {
                    undone += 1;
                    assert_eq!(Some(text), edit.before, "round {round}");
                }
                Err(error) => assert!(
                    matches!(error, GitError::ReverseConflict { .. }),
                    "round {round}: {error}"
                ),
            }
        }
    }
    assert!(
        carried > 5 && snapshots > 0 && mixed > 5 && undone > 50,
        "{carried} {snapshots} {mixed} {undone}"
    );
}
