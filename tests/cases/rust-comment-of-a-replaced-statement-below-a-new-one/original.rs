fn split(flags: &str) -> Pair {
    let mut pair = Pair::default();
    // Parsed loosely, so that old programs go on.
    let mut parts = flags.split(',');
    pair.short = parts.next();
    pair
}
