fn count(lines: &[&str]) -> usize {
    let mut count = 0;
    for line in lines {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        count += line.len();
    }
    count
}
