fn label(state: State) -> Text {
    Text::plain(
        match state {
            State::On => "on",
            State::Off => "off",
        },
    )
}
