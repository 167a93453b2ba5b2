package oven

import (
	"fmt"
)

func Heat() {
	fmt.Println("heat")
}

func Cool() {
	fmt.Println("cool")
}
