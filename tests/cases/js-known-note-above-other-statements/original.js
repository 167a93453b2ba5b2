function Layer(path, opts) {
  this.path = path;
  this.regexp = make(path);

  // set fast path flags
  this.regexp.fast_star = path === '*'
  this.regexp.fast_slash = path === '/' && opts.end === false
}
