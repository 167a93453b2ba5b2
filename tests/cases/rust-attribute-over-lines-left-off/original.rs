impl Day {
    /// The first one.
    pub fn first() -> Self {
        Self(1)
    }

    /// Formats the day.
    #[cfg(any(feature = "alloc", feature = "std"))]
    #[cfg_attr(
        docsrs,
        doc(cfg(any(feature = "alloc", feature = "std")))
    )]
    #[inline]
    pub fn format(&self) -> String {
        self.0.to_string()
    }

    /// The last one.
    pub fn last() -> Self {
        Self(31)
    }
}
