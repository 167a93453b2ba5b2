#[derive(Debug)]
pub enum LockError {
    Busy,
    Poisoned(String),
}

impl fmt::Display for LockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LockError::Busy => write!(f, "the lock is held"),
            LockError::Poisoned(by) => write!(f, "poisoned by {by}"),
        }
    }
}
