package feed

func (p *Poller) Run(out chan int) {
	beat := time.Tick(p.every)
	for {
		select {
		case <-beat:
			p.poll()
		case <-p.stop:
			return
		}
	}
}
