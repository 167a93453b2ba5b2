var isText = require('./isText'),
    isMark = require('./isMark');

/** Used to match white space around. */
var reAround = /^\s+|\s+$/g;

function toDepth(value) {
  if (isMark(value)) {
    return 0;
  }
  return isText(value) ? +value.replace(reAround, '') : value;
}

module.exports = toDepth;
