impl Kind {
    pub fn title(self) -> Option<&'static str> {
        match self {
            Self::Plain => Some("Plain"),
            Self::Bold => Some("Bold"),
            Self::Note => None,
            Self::Other => None,
        }
    }
}
