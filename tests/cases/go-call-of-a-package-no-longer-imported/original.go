package wire

import (
	"errors"
	"log"
	"time"
)

var ErrGone = errors.New("gone")

func (l *Line) dial(host string) {
	if err := l.open(host); err != nil {
		log.Printf("dial %s: %v", host, err)
		time.Sleep(pause)
		l.again(host)
	}
}
