impl Parcel {
    fn label(&self, state: &State) -> String {
        match state {
            State::Packed(by) => format!("packed by {by}"),
            State::Sent(carrier) => format!("with {carrier}"),
            State::Lost => "lost".to_owned(),
        }
    }
}
