const BOOK = { id: 1 };

describe('shelf', () => {
  let shelf;
  let clock;

  beforeEach(() => {
    clock = fake();
    shelf = new Shelf(clock);
    shelf.add(BOOK);
  });

  it('holds books', () => {
    expect(shelf.size()).toBe(1);
  });
});
