package pkg

func name(k int) string {
	switch k {
	case Small:
		return "small"
	case Tiny:
		return "small"
	case Large:
		return "large"
	}
	return ""
}
