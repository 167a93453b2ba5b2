package oven

import "errors"

var errCold = errors.New("cold")

func Heat() error { return errCold }
