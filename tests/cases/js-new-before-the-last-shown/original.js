const menu = {
  file: 1,
  edit: 2,
  view: 3,
  help: 4,
};
