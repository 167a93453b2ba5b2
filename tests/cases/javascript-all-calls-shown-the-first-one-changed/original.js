list.push({
  name: 'one',
  size: 1,
});
list.push({
  name: 'two',
  size: 2,
});
done();
