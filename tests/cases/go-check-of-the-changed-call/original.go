package shop

func load(id string) (*Cart, error) {
	key, err := parse(id)
	if err != nil {
		log(errKey)
		return nil, errKey
	}
	cart, err := store.Get(key)
	if err != nil {
		log(err)
		return nil, err
	}
	return cart, nil
}
