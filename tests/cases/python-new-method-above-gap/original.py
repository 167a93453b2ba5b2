class Shelf:
    def put(self, book):
        self.books.append(book)

    def __len__(self):
        return len(self.books)
