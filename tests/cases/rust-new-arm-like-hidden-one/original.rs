fn describe(event: &Event) -> String {
    match event {
        Event::Deleted(id) => format!("Event::Deleted({id}) in {}", event.place()),
        Event::Renamed(id) => format!("Event::Renamed({id}) in {}", event.place()),
    }
}
