//go:build linux

// Package x is x.
package x

import (
	"fmt"
	"os"
)

//go:generate x

// A is a.
type A struct{}

var (
	// a
	a = 1
	b = 2
)

func f() {}
