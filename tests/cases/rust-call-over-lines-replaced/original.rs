fn plan(steps: &mut Vec<Step>, width: usize) -> usize {
    let count = steps.len();
    validate(
        steps,
        width,
        Mode::Strict,
    );
    steps.sort();
    count
}

fn other() {}
