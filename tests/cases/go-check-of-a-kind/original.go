package a

func f() error {
	if err := g(); err != nil {
		return err
	}
	if err := h(); err != nil {
		return err
	}
	return nil
}
