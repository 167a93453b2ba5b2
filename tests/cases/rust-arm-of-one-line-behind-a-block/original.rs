impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Unknown(name) => write!(f, "no account {name}"),
            Error::Short { account, missing } => {
                write!(f, "{account} lacks {missing}")
            }
        }
    }
}
