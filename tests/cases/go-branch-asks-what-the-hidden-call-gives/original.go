package mail

func (o *Outbox) retry(m *Mail) {
	m.Tries++
	if m.Tries < most {
		wait(m.Tries)
		o.Enqueue(m)
	}
}

func (o *Outbox) Close() {
	o.done()
}
