def update(book_id):
    book = fetch(book_id)
    book.title = data.get("title", book.title)
    book.author = data.get("author", book.author)
    session.commit()
    return book.as_dict()


def remove(book_id):
    session.delete(fetch(book_id))
