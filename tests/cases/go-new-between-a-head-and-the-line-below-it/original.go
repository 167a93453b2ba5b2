package kiln

func (k *Kiln) fire(load Load) error {
	k.mu.Lock()
	curve := k.curves[load.Clay]
	k.mu.Unlock()
	defer func() {
		if r := recover(); r != nil {
			k.alarm(r)
		}
	}()
	return curve.run(load)
}
