// Copyright 2024 The Skerry Ferries Authors.
// Use of this source code is governed by the BSD licence.

// Package ferry plans crossings and sells tickets for them.
package ferry

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"strings"
	"sync"
	"time"
)

const (
	maxCars       = 42
	maxPassengers = 180
	boardingTime  = 15 * time.Minute
)

var (
	ErrFull    = errors.New("ferry: crossing is full")
	ErrClosed  = errors.New("ferry: boarding is closed")
	ErrUnknown = errors.New("ferry: unknown crossing")
)

const insertTicket = `
	INSERT INTO ticket (crossing, kind, price)
	VALUES ($1, $2, $3)
	-- ... other columns have defaults ...
	RETURNING id
`

// Kind is a kind of ticket.
type Kind int

const (
	Passenger Kind = iota
	Bicycle
	Car
	Truck
)

// String implements fmt.Stringer.
func (k Kind) String() string {
	switch k {
	case Passenger:
		return "passenger"
	case Bicycle:
		return "bicycle"
	case Car:
		return "car"
	case Truck:
		return "truck"
	default:
		return fmt.Sprintf("Kind(%d)", int(k))
	}
}

// Crossing is one departure.
type Crossing struct {
	ID     string
	From   string
	To     string
	Leaves time.Time
	sold   map[Kind]int
}

// String implements fmt.Stringer.
func (c *Crossing) String() string {
	return c.From + " - " + c.To + " " + c.Leaves.Format("15:04")
}

// Open tells whether tickets are still sold.
func (c *Crossing) Open(now time.Time) bool {
	return now.Before(c.Leaves.Add(-boardingTime))
}

func (c *Crossing) room(kind Kind) int {
	switch kind {
	case Car, Truck:
		return maxCars - c.sold[Car] - 3*c.sold[Truck]
	}
	return maxPassengers - c.sold[Passenger] - c.sold[Bicycle]
}

// Plan holds the crossings of a day.
type Plan struct {
	mu        sync.Mutex
	crossings map[string]*Crossing
	listeners []func(*Crossing)
}

// NewPlan returns an empty plan.
func NewPlan() *Plan {
	return &Plan{crossings: make(map[string]*Crossing)}
}

// Add puts crossings into the plan.
func (p *Plan) Add(crossings ...*Crossing) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range crossings {
		if c.sold == nil {
			c.sold = make(map[Kind]int)
		}
		p.crossings[c.ID] = c
	}
}

// Find returns the crossing with this id.
func (p *Plan) Find(id string) (*Crossing, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	c, ok := p.crossings[id]
	if !ok {
		return nil, ErrUnknown
	}
	return c, nil
}

// FindFrom returns the crossings that leave from a port, in order of time.
func (p *Plan) FindFrom(port string) []*Crossing {
	p.mu.Lock()
	defer p.mu.Unlock()
	var found []*Crossing
	for _, c := range p.crossings {
		if strings.EqualFold(c.From, port) {
			found = append(found, c)
		}
	}
	sort.Slice(found, func(i, j int) bool {
		return found[i].Leaves.Before(found[j].Leaves)
	})
	return found
}

// Sell sells one ticket.
func (p *Plan) Sell(id string, kind Kind, now time.Time) error {
	c, err := p.Find(id)
	if err != nil {
		return err
	}
	if !c.Open(now) {
		return ErrClosed
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if c.room(kind) <= 0 {
		return ErrFull
	}
	c.sold[kind]++
	// the same as in refund: listeners run under the lock
	for _, listener := range p.listeners {
		listener(c)
	}
	return nil
}

// Refund takes one ticket back.
func (p *Plan) Refund(id string, kind Kind) error {
	c, err := p.Find(id)
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if c.sold[kind] == 0 {
		return fmt.Errorf("ferry: no %s ticket to refund", kind)
	}
	c.sold[kind]--
	for _, listener := range p.listeners {
		listener(c)
	}
	return nil
}

// Watch calls f for every crossing that is about to leave, until ctx ends.
func (p *Plan) Watch(ctx context.Context, every time.Duration, f func(*Crossing)) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-ticker.C:
			for _, c := range p.crossings {
				if !c.Open(now) && now.Before(c.Leaves) {
					f(c)
				}
			}
		}
	}
}
