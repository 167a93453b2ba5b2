function main() {
  const { values, name } = parse(args);
  if (values.help || !name) {
    usage();
    return;
  }
  const command = commands[name];
  run(command);
}
