package mail

// Letter is one letter.
type Letter struct {
	ID    string
	To    string
	Tries int
	Body  string
}

func again(l *Letter) {
	l.Tries++
}
