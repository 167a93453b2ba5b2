package main

func main() {
	root := newRoot()
	writeOrPanic("root.pem", root, root)
	writeOrPanic("leaf.pem", leaf(root), root)
	done()
}
