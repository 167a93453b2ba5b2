package shop

func drop(id int) {
	if err := remove(id); err != nil {
		report(err)
		return
	}
	done()
}
