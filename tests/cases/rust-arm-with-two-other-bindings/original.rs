fn take(event: Event) -> Reply {
    match event {
        Event::Key(key) => press(key),
        Event::Move(x, y) => hover(grid.cell(x, y)),
    }
}

fn other(event: Event) -> Option<Event> {
    Some(event)
}
