//! What of a style rule another declaration of it sets too (CSS shorthand properties).
//!
//! `margin` sets `margin-top`; `inset` sets `top`. By the property definitions of the CSS modules.

use crate::index::Outline;

/// Shorthands of the properties whose names begin with theirs.
const PREFIXES: [&str; 40] = [
    "animation",
    "background",
    "border",
    "border-block",
    "border-block-end",
    "border-block-start",
    "border-bottom",
    "border-image",
    "border-inline",
    "border-inline-end",
    "border-inline-start",
    "border-left",
    "border-right",
    "border-top",
    "column-rule",
    "container",
    "flex",
    "font",
    "font-variant",
    "grid",
    "grid-template",
    "inset",
    "inset-block",
    "inset-inline",
    "list-style",
    "margin",
    "margin-block",
    "margin-inline",
    "mask",
    "offset",
    "outline",
    "overflow",
    "overscroll-behavior",
    "padding",
    "padding-block",
    "padding-inline",
    "scroll-margin",
    "scroll-padding",
    "text-decoration",
    "transition",
];

/// Properties that they do not set all the same.
const APART: [&str; 23] = [
    "background-blend-mode",
    "border-collapse",
    "border-spacing",
    "flex-direction",
    "flex-flow",
    "flex-wrap",
    "grid-area",
    "grid-column",
    "grid-column-end",
    "grid-column-gap",
    "grid-column-start",
    "grid-gap",
    "grid-row",
    "grid-row-end",
    "grid-row-gap",
    "grid-row-start",
    "mask-type",
    "outline-offset",
    "overflow-anchor",
    "overflow-clip-margin",
    "overflow-wrap",
    "text-decoration-skip",
    "text-decoration-skip-ink",
];

/// Shorthands with what they set whose names do not begin with theirs.
const SETS: [(&str, &[&str]); 13] = [
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
    ("grid-column", &["grid-column-start", "grid-column-end"]),
    ("grid-row", &["grid-row-start", "grid-row-end"]),
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
    ("text-emphasis", &["text-emphasis-style", "text-emphasis-color"]),
];

/// Does a declaration of one property set the other one too?
pub(super) fn sets(shorthand: &str, property: &str) -> bool {
    let listed = SETS.iter().any(|(name, set)| *name == shorthand && set.contains(&property));
    let part = property.strip_prefix(shorthand).is_some_and(|rest| rest.starts_with('-'))
        && PREFIXES.contains(&shorthand);
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
        assert!(sets("grid-row", "grid-row-end") && !sets("grid", "grid-row"));
        assert!(!sets("transform", "transform-origin") && !sets("fill", "fill-opacity"));
        assert!(!sets("inset", "margin") && !sets("margin-top", "margin"));
    }
}
