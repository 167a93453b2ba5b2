impl Parcel {
    fn label(&self, state: &State) -> String {
        match state {
            State::Packed(by) => format!("packed by {by}"),
            State::Sent("sea") => format!("with {carrier}"),
            State::Sent(_) => "under way".to_owned(),
            State::Lost => "lost".to_owned(),
        }
    }
}
