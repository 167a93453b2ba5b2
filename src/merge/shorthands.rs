//! What of a style rule another declaration of it sets too (CSS shorthand properties).
//!
//! `margin` sets `margin-top`; `inset` sets `top`. By the property definitions of the CSS modules.

use crate::index::Outline;

/// Properties that no shorthand sets, whatever their names begin with.
const APART: [&str; 11] = [
    "background-blend-mode",
    "border-collapse",
    "border-radius",
    "border-spacing",
    "flex-direction",
    "flex-flow",
    "flex-wrap",
    "grid-gap",
    "outline-offset",
    "overflow-anchor",
    "overflow-wrap",
];

/// Shorthands with what they set whose names do not begin with theirs.
const SETS: [(&str, &[&str]); 10] = [
    (
        "border-radius",
        &[
            "border-top-left-radius",
            "border-top-right-radius",
            "border-bottom-left-radius",
            "border-bottom-right-radius",
        ],
    ),
    ("columns", &["column-width", "column-count"]),
    ("flex-flow", &["flex-direction", "flex-wrap"]),
    ("font", &["line-height"]),
    ("gap", &["row-gap", "column-gap", "grid-gap", "grid-row-gap", "grid-column-gap"]),
    (
        "grid-area",
        &[
            "grid-row",
            "grid-column",
            "grid-row-start",
            "grid-row-end",
            "grid-column-start",
            "grid-column-end",
        ],
    ),
    ("inset", &["top", "right", "bottom", "left"]),
    ("place-content", &["align-content", "justify-content"]),
    ("place-items", &["align-items", "justify-items"]),
    ("place-self", &["align-self", "justify-self"]),
];

/// Does a declaration of one property set the other one too?
pub(super) fn sets(shorthand: &str, property: &str) -> bool {
    let listed = SETS.iter().any(|(name, set)| *name == shorthand && set.contains(&property));
    let part = property.strip_prefix(shorthand).is_some_and(|rest| rest.starts_with('-'));
    let corner = property.ends_with("-radius");
    listed || part && !corner && !APART.contains(&property)
}

/// The property that a unit of a style rule sets.
pub(super) fn property(o: &Outline, unit: usize) -> Option<&str> {
    o.said(unit).split_once(':').map(|(name, _)| name.trim())
}

#[cfg(test)]
mod tests {
    use super::sets;

    #[test]
    fn what_shorthands_set() {
        assert!(sets("margin", "margin-top") && sets("inset", "left") && sets("gap", "row-gap"));
        assert!(sets("border-radius", "border-top-left-radius"));
        assert!(!sets("border", "border-top-left-radius") && !sets("flex", "flex-wrap"));
        assert!(!sets("inset", "margin") && !sets("margin-top", "margin"));
    }
}
