package kiln

func (k *Kiln) Heat(target int) error {
	if k.open {
		return errOpen
	}

	rate := 50
	if k.load > 80 {
		rate = 30
	}
	k.burner.Set(rate)

	k.log.Printf("heating to %d", target)
	return k.wait(target)
}
