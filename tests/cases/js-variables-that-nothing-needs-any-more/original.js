function watch(path, done) {
  log(path);

  open(path, function onOpen(error) {
    if (error) {
      return done.apply(this, arguments);
    }

    var self = this;
    var list = [];

    for (var i = 0; i < arguments.length; i++) {
      list[i] = arguments[i];
    }

    return later(function onLater() {
      return done.apply(self, list);
    });
  });

  count += 1;
}
