package sync

func Apply(old, next []string) {
	wipe(old)
	write(next)
	flush()
}

func wipe(names []string) {
	for _, n := range names {
		remove(n)
	}
}
