//! The pinned pairs of versions.

/// Where a package comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registry {
    Npm,
    PyPi,
    Crates,
}

/// A package in two versions.
#[derive(Debug, Clone, Copy)]
pub struct Pair {
    pub registry: Registry,
    pub name: &'static str,
    pub before: &'static str,
    pub after: &'static str,
}

const fn npm(name: &'static str, before: &'static str, after: &'static str) -> Pair {
    Pair { registry: Registry::Npm, name, before, after }
}

const fn pypi(name: &'static str, before: &'static str, after: &'static str) -> Pair {
    Pair { registry: Registry::PyPi, name, before, after }
}

const fn krate(name: &'static str, before: &'static str, after: &'static str) -> Pair {
    Pair { registry: Registry::Crates, name, before, after }
}

/// All pairs.
pub const PAIRS: &[Pair] = &[
    npm("bootstrap", "5.3.1", "5.3.2"),
    npm("bootstrap", "5.3.2", "5.3.3"),
    npm("bulma", "0.9.3", "0.9.4"),
    npm("bulma", "1.0.1", "1.0.2"),
    npm("normalize.css", "7.0.0", "8.0.0"),
    npm("animate.css", "4.1.0", "4.1.1"),
    npm("express", "4.17.3", "4.18.2"),
    npm("express", "4.18.2", "4.19.2"),
    npm("lodash", "4.17.20", "4.17.21"),
    npm("axios", "1.6.2", "1.6.7"),
    npm("vue", "3.4.15", "3.4.21"),
    npm("react-redux", "9.0.4", "9.1.0"),
    npm("@reduxjs/toolkit", "2.0.1", "2.1.0"),
    npm("@tanstack/react-query", "5.17.0", "5.20.1"),
    npm("@tanstack/query-core", "5.17.0", "5.20.1"),
    npm("rxjs", "7.8.0", "7.8.1"),
    npm("@types/node", "20.10.0", "20.11.0"),
    npm("@types/react", "18.2.45", "18.2.48"),
    npm("commander", "11.0.0", "11.1.0"),
    npm("webpack", "5.89.0", "5.90.0"),
    npm("eslint", "8.55.0", "8.56.0"),
    npm("mocha", "10.2.0", "10.3.0"),
    npm("primevue", "3.46.0", "3.47.0"),
    npm("carbon-components-svelte", "0.82.2", "0.84.0"),
    npm("@mui/material", "5.15.1", "5.15.4"),
    npm("sharp", "0.33.1", "0.33.2"),
    npm("better-sqlite3", "9.2.0", "9.3.0"),
    npm("@capacitor/android", "5.6.0", "5.7.0"),
    npm("cordova-android", "12.0.0", "12.0.1"),
    npm("react-native", "0.73.2", "0.73.4"),
    npm("expo-modules-autolinking", "1.9.0", "1.10.0"),
    npm("edge-js", "20.10.0", "21.7.1"),
    npm("@wordpress/block-library", "8.25.0", "8.26.0"),
    npm("bats", "1.9.0", "1.10.0"),
    npm("aws-cdk", "2.114.0", "2.116.0"),
    pypi("requests", "2.30.0", "2.31.0"),
    pypi("flask", "2.3.2", "3.0.0"),
    pypi("click", "8.1.6", "8.1.7"),
    pypi("django", "4.2.7", "4.2.9"),
    pypi("djangorestframework", "3.14.0", "3.15.0"),
    pypi("jinja2", "3.1.2", "3.1.3"),
    pypi("werkzeug", "3.0.0", "3.0.1"),
    pypi("fastapi", "0.108.0", "0.109.0"),
    pypi("pydantic", "2.5.2", "2.5.3"),
    pypi("httpx", "0.25.2", "0.26.0"),
    pypi("rich", "13.6.0", "13.7.0"),
    pypi("urllib3", "2.0.7", "2.1.0"),
    pypi("pytest", "7.4.3", "7.4.4"),
    pypi("sqlalchemy", "2.0.23", "2.0.25"),
    pypi("celery", "5.3.5", "5.3.6"),
    pypi("scrapy", "2.11.0", "2.11.1"),
    pypi("mkdocs-material", "9.5.2", "9.5.4"),
    pypi("ansible-core", "2.16.1", "2.16.2"),
    pypi("conda-lock", "2.5.0", "2.5.1"),
    pypi("semgrep", "1.50.0", "1.52.0"),
    krate("serde", "1.0.190", "1.0.195"),
    krate("serde_derive", "1.0.190", "1.0.195"),
    krate("clap_builder", "4.4.8", "4.4.18"),
    krate("regex-automata", "0.4.3", "0.4.5"),
    krate("regex", "1.9.6", "1.10.2"),
    krate("tokio", "1.34.0", "1.35.1"),
    krate("anyhow", "1.0.75", "1.0.79"),
    krate("syn", "2.0.39", "2.0.48"),
    krate("itertools", "0.11.0", "0.12.0"),
    krate("hyper", "1.0.1", "1.1.0"),
    krate("axum", "0.7.2", "0.7.4"),
    krate("chrono", "0.4.31", "0.4.33"),
    krate("libgit2-sys", "0.16.1+1.7.1", "0.16.2+1.7.2"),
    krate("zstd-sys", "2.0.8+zstd.1.5.5", "2.0.10+zstd.1.5.6"),
    krate("tree-sitter", "0.20.9", "0.20.10"),
    krate("boring-sys", "4.4.0", "4.5.0"),
];
