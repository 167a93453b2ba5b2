package shop

func load(id string) (*Cart, error) {
	cart, err := store.Get(id)
	if err != nil {
		return nil, err
	}
	cart.Sort()
	return cart, nil
}
