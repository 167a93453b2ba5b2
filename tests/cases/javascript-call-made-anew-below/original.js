const fs = require('fs');

Report.prototype.finish = function (count, done) {
  if (this.stream) {
    this.stream.end(function () {
      done(count);
    });
  } else {
    done(count);
  }
};

module.exports = Report;
