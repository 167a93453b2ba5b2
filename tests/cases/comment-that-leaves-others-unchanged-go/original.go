package job

func Run(n int) int {
	total := 0
	for i := 0; i < n; i++ {
		total += i
	}
	return total
}
