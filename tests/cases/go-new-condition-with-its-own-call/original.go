func remove(w W) {
	id, err := parse(w)
	if err != nil {
		fail(w, bad)
		return
	}
	if err := store.Delete(id); err != nil {
		fail(w, err)
		return
	}
	head(w)
}
