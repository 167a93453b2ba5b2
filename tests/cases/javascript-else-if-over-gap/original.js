format = function (obj) {
  var req = this.req;
  var fn = obj.default;

  if (key) {
    this.set('Content-Type', typeOf(key));
    obj[key](req, this);
  } else if (fn) {
    fn();
  } else {
    var err = new Error('Not Acceptable');
    err.status = err.statusCode = 406;
    next(err);
  }

  return this;
};
