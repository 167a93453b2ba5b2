class Kettle {
  /**
   * Fills it.
   *
   * @param {number} litres
   * @return {Kettle}
   */

  fill(litres) {
    this.litres = litres;
    return this;
  }

  /**
   * Heats it.
   *
   * @param {number} degrees
   * @return {Kettle}
   */

  heat(degrees) {
    this.target = degrees;
    return this;
  }
}
