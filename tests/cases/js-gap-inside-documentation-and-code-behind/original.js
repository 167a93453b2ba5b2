class Frame {
  /**
   * Makes sure that there is an alpha channel.
   */
  ensure(alpha) {
    return this.with(alpha);
  }

  /**
   * Takes one channel.
   *
   * @returns {Frame}
   */
  extract(channel) {
    return this.only(channel);
  }
}
