class Shelf {
  constructor() {
    this.books = new Map();
  }

  add(book) {
    this.books.set(book.id, book);
  }

  clear() {
    this.books.clear();
  }

  reset() {
    this.books.clear();
  }

  size() {
    return this.books.size;
  }
}
