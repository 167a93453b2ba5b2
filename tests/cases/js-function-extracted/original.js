function v(f) {
  var rule = rules[f.name];
  var value = f.value;
  if (!rule) {
    return null;
  }
  if (rule.required && !value) {
    return 'missing';
  }
  if (rule.max && value.length > rule.max) {
    return 'too long';
  }
  return null;
}
