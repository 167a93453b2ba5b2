/**
 * A task.
 *
 * @param {String} name
 * @param {Function} run
 */
function Task(name, run) {
  this.name = name;
  this.run = run;
}

/**
 * A step.
 *
 * @param {String} name
 * @param {Function} run
 */
function Step(name, run) {
  this.name = name;
}
