//! Names of files that usually hold secrets.

use crate::protocol::RelPath;

const NAMES: &[&str] = &[
    ".env",
    ".envrc",
    ".git-credentials",
    ".htpasswd",
    ".netrc",
    "_netrc",
    ".npmrc",
    ".pgpass",
    ".pypirc",
    "credentials",
    "credentials.json",
    "id_dsa",
    "id_ecdsa",
    "id_ed25519",
    "id_rsa",
    "terraform.tfstate",
];

const ENDINGS: &[&str] =
    &[".jks", ".kdbx", ".key", ".keystore", ".p12", ".pem", ".pfx", ".ppk", ".tfvars"];

const PATHS: &[&str] = &[".docker/config.json", ".kube/config"];

const SECRET_STEMS: &[&str] = &["secret", "secrets", "service-account", "service_account"];
const DATA_ENDINGS: &[&str] = &["json", "yaml", "yml", "toml", "ini", "txt"];

/// Does the path's name say that it holds secrets (`.env`, `*.pem`, `id_rsa` and the like)? Such
/// files are not sent to a model unless a person says so. A guess by name alone: it protects from
/// accidents, not from a secret in `main.js`.
pub fn is_secret_like(path: &RelPath) -> bool {
    let path = path.as_str().to_ascii_lowercase();
    let name = path.rsplit('/').next().unwrap_or(&path);
    if let Some(stage) = name.strip_prefix(".env.") {
        return !["example", "sample", "template", "dist"].contains(&stage);
    }
    let data_file = name.split_once('.').is_some_and(|(stem, ending)| {
        SECRET_STEMS.contains(&stem) && DATA_ENDINGS.contains(&ending)
    });
    data_file
        || NAMES.contains(&name)
        || ENDINGS.iter().any(|ending| name.ends_with(ending))
        || PATHS.iter().any(|known| path == *known || path.ends_with(&format!("/{known}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_told_by_name() {
        let secret = |path: &str| is_secret_like(&RelPath::new(path).unwrap());
        for path in [
            ".env",
            "app/.env.production",
            "tls/Server.PEM",
            "id_rsa",
            "config/secrets.yml",
            "home/.kube/config",
            "infra/prod.tfvars",
        ] {
            assert!(secret(path), "{path}");
        }
        for path in [
            ".env.example",
            "id_rsa.pub",
            "src/env.rs",
            "secrets.rs",
            "environment.css",
            "kube/config",
            "monkey.js",
        ] {
            assert!(!secret(path), "{path}");
        }
    }
}
