package cmd

var table = map[string]Handler{
	list: func(args []string) error {
		return show(args)
	},
	drop: func(args []string) error {
		return remove(args)
	},
	push: func(args []string) error {
		return send(args)
	},
}
