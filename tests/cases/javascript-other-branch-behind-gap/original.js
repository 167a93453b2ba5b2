function check(rules, value) {
  const found = {};
  if (rules.required && !value) {
    found.message = say('required');
  } else if (rules.known && !known(value)) {
    found.message = say('known');
  }
  return found;
}
