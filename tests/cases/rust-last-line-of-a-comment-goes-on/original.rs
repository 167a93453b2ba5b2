/// Opens a shelf.
fn open() -> Shelf {
    // The lock comes first, so that
    // two never meet.
    let lock = Lock::take();
    Shelf { lock }
}

fn close(shelf: Shelf) {
    drop(shelf);
}
