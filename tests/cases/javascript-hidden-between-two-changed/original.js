/** Opens. */
Gate.prototype.open = function () {
  this.check();
  this.lift();
};

/** Waits. */
Gate.prototype.wait = function () {
  sleep(this.time);
};

/** Closes. */
Gate.prototype.close = function () {
  this.lower();
  this.lock();
};
