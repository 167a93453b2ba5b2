describe('c', () => {
  it('one', () => {
    a();
  });

  it('two', () => {
    b();
  });
});
