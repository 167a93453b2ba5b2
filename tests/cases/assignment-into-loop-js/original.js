function find(dir, name) {
  let path = join(dir, name);
  let info = probe(path);

  if (info && info.isFile()) {
    return path;
  }

  // <dir>/main.<ext>
  path = join(dir, 'main' + EXT);
  info = probe(path);

  if (info && info.isFile()) {
    return path;
  }
}
