function split(flags) {
  let short;
  let long;
  // Parsed loosely, as before version 2,
  // so that old programs go on.
  const parts = flags.split(/,/);
  if (parts.length > 1) short = parts.shift();
  long = parts.shift();
  return { short, long };
}
