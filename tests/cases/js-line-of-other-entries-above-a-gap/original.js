export const oars = [
  'two', 'three', 'four',
  'paddle',
  'sculls',
];
