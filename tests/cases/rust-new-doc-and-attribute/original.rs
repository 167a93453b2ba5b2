impl Jar {
    /// Says how much fits in.
    ///
    /// # Examples
    ///
    /// ```
    /// let jar = Jar::new(3);
    /// assert_eq!(jar.size(), 3);
    /// ```
    pub fn size(&self) -> usize {
        self.size
    }

    fn seal(&mut self) {}
}
