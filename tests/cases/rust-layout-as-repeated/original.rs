struct Pad<I, F> {
    iter: I,
    fill: F,
}

impl<I, F> Pad<I, F>
    where I: Iterator,
          F: Fn(usize) -> I::Item
{}

fn pad<I, F>(iter: I, fill: F) -> Pad<I, F> {
    let limit = iter.size_hint().0;
    assert!(limit < 10_000);
    Pad { iter, fill }
}
