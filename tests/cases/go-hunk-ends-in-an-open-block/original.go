package tide

func (g *Gauge) Read() (int, error) {
	if g.closed {
		return 0, errClosed
	}
	g.reads++
	return g.level, nil
}

func (g *Gauge) Warn(limit int) {
	for _, sink := range g.sinks {
		if g.level > limit {
			sink.Send("high water")
			g.warned = true
		}
	}
}
