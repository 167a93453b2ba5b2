package a

func check(s string) error {
	switch s {
	case "http", "https":
		return nil
	default:
		return errScheme
	}
}
