const { moor } = require('./moor');

function arrive(list, done) {
  let at = 0;
  const quay = this.quay;
  if (list.length === 0) {
    return done();
  }

  next();

  function next(error) {
    const boat = list[at++];
    if (error) {
      return done(error);
    }

    moor(boat, quay, next);
  }
}

module.exports = { arrive };
