fn pour<T, U>(from: T, into: U) -> usize
where
    T: Read,
    U: Write,
{
    let n = from.size();
    into.take(n)
}

fn other() {}
