fn walk(files: &[File], limit: usize) -> usize {
    let mut count = 0;
    for file in files.iter().filter(|f| !f.hidden) {
        if file.size > limit {
            count += 1;
            continue;
        }
        if file.name.is_empty()
            || file.name.starts_with('.')
        {
            continue;
        }
        count += file.size;
    }
    count
}
