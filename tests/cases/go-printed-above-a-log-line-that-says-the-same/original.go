func greet(name string) {
	open(name)
	slog.Info(name)
	done()
}
