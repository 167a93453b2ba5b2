//! Hooks and signatures run as `git commit` runs them.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod git_world;

use std::fs;
use std::process::Command;

use codegend::git::{RecordError, Warning};
use git_world::{SITE, World, bare};

const RED: (&str, &str) = (".r1 {\n  color: blue;", ".r1 {\n  color: red;");
const RED_LINES: [&str; 2] = ["-  color: blue;", "+  color: red;"];

fn refused(world: &World) -> RecordError {
    let state = world.repository_state();
    let edit = world.edit(RED.0, RED.1);
    let error = edit.try_record().unwrap_err();
    assert_eq!(world.repository_state(), state);
    assert_eq!(world.read(SITE), edit.after);
    error
}

#[test]
fn a_failing_pre_commit_hook_says_why() {
    let world = World::new();
    world.hook("pre-commit", "echo checking; echo 'no red, please' >&2; exit 1");
    let error = refused(&world);
    assert_eq!(error.to_string(), "the pre-commit hook failed: checking\nno red, please");
}

#[test]
fn hooks_see_exactly_the_commit() {
    let world = World::new();
    world.change(SITE, "margin: 7px", "margin: 70px");
    world.change("other.css", "margin: 5px", "margin: 50px");
    world.git(["add", "other.css"]);
    let before = world.user_changes();
    world.hook(
        "pre-commit",
        "git diff --cached -U0 > .git/seen\ngit diff-files --name-only > .git/dirty\n\
         pwd > .git/where\nenv > .git/env",
    );
    world.hook("commit-msg", "cp \"$1\" .git/message");
    world.edit(RED.0, RED.1).record();
    let seen = world.read(".git/seen");
    let seen: Vec<_> = seen.lines().map(str::to_owned).collect();
    assert_eq!(bare(&seen), RED_LINES);
    assert_eq!(world.read(".git/dirty"), "other.css\nsite.css\n");
    assert_eq!(world.read(".git/where").trim(), world.root().to_str().unwrap());
    assert!(world.read(".git/env").lines().any(|line| line == "GIT_EDITOR=:"));
    assert!(world.read(".git/message").starts_with("Make it red\n\n"));
    assert_eq!(world.user_changes(), before);
}

#[test]
fn message_hooks_may_change_the_message() {
    let world = World::new();
    world.hook("prepare-commit-msg", "echo \"$2\" > .git/source; sed -i '1s/^/web: /' \"$1\"");
    world.hook("commit-msg", "printf 'Change-Id: I1\\n' >> \"$1\"");
    let edit = world.edit(RED.0, RED.1);
    edit.record();
    assert_eq!(world.read(".git/source"), "message\n");
    let message = world.git(["log", "-1", "--format=%B"]);
    assert!(message.starts_with("web: Make it red\n"), "{message}");
    assert!(message.trim_end().ends_with("\nChange-Id: I1"), "{message}");
    assert_eq!(world.repository().find(&edit.id).unwrap().commit, world.rev("HEAD"));
}

#[test]
fn a_message_hook_that_fails_empties_or_drops_the_trailer() {
    let world = World::new();
    world.hook("commit-msg", "echo 'subject too bold' >&2; exit 1");
    let error = refused(&world);
    assert!(error.to_string().contains("commit-msg hook failed: subject too bold"), "{error}");
    for (script, part) in [(": > \"$1\"", "empty message"), ("echo mine > \"$1\"", "Codegen-Edit")]
    {
        let world = World::new();
        world.hook("commit-msg", script);
        let error = refused(&world);
        assert!(error.to_string().contains(part), "{error}");
    }
}

#[test]
fn a_pre_commit_hook_may_format_the_file_and_nothing_else() {
    let world = World::new();
    world.hook("pre-commit", "sed -i 's/color: red/color: #f00/' site.css\ngit add site.css");
    world.edit(RED.0, RED.1).record();
    assert_eq!(bare(&world.commit_lines("HEAD")), ["-  color: blue;", "+  color: #f00;"]);
    assert_eq!(world.status(), [] as [&str; 0]);

    let world = World::new();
    world.change("other.css", "margin: 5px", "margin: 50px");
    world.hook("pre-commit", "git add -A");
    let error = refused(&world);
    assert!(
        matches!(&error, RecordError::HookChangedOthers { paths, .. } if paths == &["other.css"]),
        "{error}"
    );
}

#[test]
fn post_commit_runs_after_the_commit_and_cannot_take_it_back() {
    let world = World::new();
    world.hook(
        "post-commit",
        "git rev-parse HEAD > .git/post; git status --porcelain >> .git/post; exit 3",
    );
    let recorded = world.edit(RED.0, RED.1).try_record().unwrap();
    assert_eq!(world.read(".git/post").trim(), recorded.commit);
    assert_eq!(world.rev("HEAD"), recorded.commit);
    assert!(matches!(&recorded.warnings[..], [Warning::PostCommit { .. }]));
}

#[test]
fn hooks_are_found_where_the_configuration_says_and_run_only_if_executable() {
    let world = World::new();
    world.hook("pre-commit", "exit 1");
    let hook = world.root().join(".git/hooks/pre-commit");
    fs::create_dir(world.root().join("githooks")).unwrap();
    fs::rename(&hook, world.root().join("githooks/pre-commit")).unwrap();
    fs::write(&hook, "#!/bin/sh\nexit 2\n").unwrap();
    world.edit(RED.0, RED.1).record();
    world.git(["config", "core.hooksPath", "githooks"]);
    let edit = world.edit("margin: 5px", "margin: 50px");
    assert!(matches!(edit.try_record(), Err(RecordError::HookFailed { .. })));
}

#[test]
fn a_commit_signed_with_ssh_is_verified_by_git() {
    let world = World::new();
    let key = world.temp().join("key");
    let made = Command::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-f", key.to_str().unwrap()])
        .status();
    if !made.is_ok_and(|status| status.success()) {
        // The machine has no ssh-keygen, and then git cannot sign either.
        return;
    }
    let public = fs::read_to_string(world.temp().join("key.pub")).unwrap();
    let signers = world.temp().join("signers");
    fs::write(&signers, format!("ada@example.org {public}")).unwrap();
    world.git(["config", "gpg.format", "ssh"]);
    world.git(["config", "gpg.ssh.allowedSignersFile", signers.to_str().unwrap()]);
    world.git(["config", "user.signingKey", key.to_str().unwrap()]);
    world.git(["config", "commit.gpgSign", "true"]);
    world.edit(RED.0, RED.1).record();
    world.git(["verify-commit", "HEAD"]);
    assert_eq!(bare(&world.commit_lines("HEAD")), RED_LINES);
    fs::remove_file(&key).unwrap();
    let edit = world.edit("margin: 5px", "margin: 50px");
    assert!(matches!(edit.try_record(), Err(RecordError::Signing { .. })));
}

#[test]
fn gpg_is_called_as_git_calls_it_and_its_failure_is_told() {
    let world = World::new();
    let gpg = world.temp().join("gpg");
    world.git(["config", "commit.gpgSign", "true"]);
    world.git(["config", "gpg.program", gpg.to_str().unwrap()]);
    let write = |script: &str| {
        world.hook("gpg", script);
        fs::rename(world.root().join(".git/hooks/gpg"), &gpg).unwrap();
    };
    write("echo 'no pinentry' >&2; exit 2");
    let error = refused(&world);
    assert!(error.to_string().contains("no pinentry"), "{error}");
    write(
        "echo \"$@\" > .git/arguments; cat > .git/signed\n\
         echo '[GNUPG:] SIG_CREATED D 22 8 00 1 F' >&2\n\
         printf '%s\\n' '-----BEGIN PGP SIGNATURE-----' '' 'x' '-----END PGP SIGNATURE-----'",
    );
    let edit = world.edit("margin: 5px", "margin: 50px");
    edit.record();
    assert_eq!(world.read(".git/arguments").trim(), "--status-fd=2 -bsau Ada <ada@example.org>");
    let commit = world.git(["cat-file", "commit", "HEAD"]);
    assert!(commit.contains("gpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n"), "{commit}");
    assert!(world.read(".git/signed").contains("\n\nMake it red\n"));
    world.git(["fsck", "--strict"]);
}
