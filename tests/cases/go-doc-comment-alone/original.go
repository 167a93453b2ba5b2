package dock

// Moor ties the boat up. It takes a rope that is long enough for the tide, and
// waits for it to hold.
func Moor(rope Rope) error {
	return rope.tie()
}

// Sail sails.
func Sail() {}
