// Package x does.
package x

import (
	"fmt"
	"os"
)

const (
	A = 1
	B = 2
)

// Run runs.
func Run() error {
	q := `
select 1
from t
`
	switch q {
	case "a":
		fmt.Println(q)
	default:
		os.Exit(1)
	}
	return nil
}

/*
Stop stops.
*/
func Stop() {
	x := []int{
		1,
		2,
	}
	_ = x
}
