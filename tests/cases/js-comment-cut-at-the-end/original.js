function limits(settings) {
  const given = settings.limit;
  let most = 8;

  if (typeof given === "object" && given.most) {
    most = given.most;
  }
  if (typeof given === "number") {
    most = given;
  }

  /**
   * Counts what is left.
   * @param {Basket} basket The basket.
   */
  function left(basket) {
    return most - basket.items.length;
  }

  return left;
}
