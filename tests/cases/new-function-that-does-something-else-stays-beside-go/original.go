package gate

func (g *Gate) Enter(n int) error {
	g.mu.Lock()
	if n < 0 || n > g.most {
		return errBad
	}
	g.n = n
	return nil
}
