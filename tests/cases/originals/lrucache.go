// Package lrucache keeps the most recently used values in memory.
//
// SPDX-License-Identifier: MIT
package lrucache

import (
	"container/list"
	"errors"
	"fmt"
	"sync"
	"time"
)

// ErrMissing is returned for keys that are not cached.
var ErrMissing = errors.New("lrucache: missing")

// Default limits.
const (
	DefaultSize = 1024
	DefaultTTL  = 5 * time.Minute
)

// Loader fetches a value that is not cached.
type Loader func(key string) ([]byte, error)

type entry struct {
	key     string
	value   []byte
	expires time.Time
}

// Stats counts what happened.
type Stats struct {
	Hits   uint64
	Misses uint64
	Evicts uint64
}

// Cache is safe for concurrent use.
type Cache struct {
	mu     sync.Mutex
	size   int
	ttl    time.Duration
	order  *list.List
	items  map[string]*list.Element
	loader Loader
	stats  Stats
}

// Option changes a cache.
type Option func(*Cache)

// WithTTL sets how long values live.
func WithTTL(ttl time.Duration) Option {
	return func(c *Cache) { c.ttl = ttl }
}

// WithLoader sets what fetches missing values.
func WithLoader(loader Loader) Option {
	return func(c *Cache) { c.loader = loader }
}

// New makes a cache of at most size values.
func New(size int, options ...Option) *Cache {
	if size <= 0 {
		size = DefaultSize
	}
	c := &Cache{
		size:  size,
		ttl:   DefaultTTL,
		order: list.New(),
		items: make(map[string]*list.Element, size),
	}
	for _, option := range options {
		option(c)
	}
	return c
}

// Get returns a cached value, or loads it.
func (c *Cache) Get(key string) ([]byte, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if element, ok := c.items[key]; ok {
		e := element.Value.(*entry)
		if time.Now().Before(e.expires) {
			c.order.MoveToFront(element)
			c.stats.Hits++
			return e.value, nil
		}
		c.remove(element)
	}
	c.stats.Misses++
	if c.loader == nil {
		return nil, ErrMissing
	}
	value, err := c.loader(key)
	if err != nil {
		return nil, fmt.Errorf("load %q: %w", key, err)
	}
	c.put(key, value)
	return value, nil
}

// Put stores a value.
func (c *Cache) Put(key string, value []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.put(key, value)
}

// Delete forgets a key.
func (c *Cache) Delete(key string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	element, ok := c.items[key]
	if ok {
		c.remove(element)
	}
	return ok
}

// Len is the number of values.
func (c *Cache) Len() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.order.Len()
}

// Stats returns a copy of the counters.
func (c *Cache) Stats() Stats {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.stats
}

func (c *Cache) put(key string, value []byte) {
	expires := time.Now().Add(c.ttl)
	if element, ok := c.items[key]; ok {
		e := element.Value.(*entry)
		e.value, e.expires = value, expires
		c.order.MoveToFront(element)
		return
	}
	c.items[key] = c.order.PushFront(&entry{key, value, expires})
	for c.order.Len() > c.size {
		c.remove(c.order.Back())
		c.stats.Evicts++
	}
}

func (c *Cache) remove(element *list.Element) {
	e := element.Value.(*entry)
	delete(c.items, e.key)
	c.order.Remove(element)
}

// Purge drops what has expired and tells how many values went.
func (c *Cache) Purge(now time.Time) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	gone := 0
	for element := c.order.Back(); element != nil; {
		previous := element.Prev()
		if e := element.Value.(*entry); now.After(e.expires) {
			c.remove(element)
			gone++
		}
		element = previous
	}
	return gone
}

func describe(kind string, args ...any) string {
	switch kind {
	case "hit":
		return fmt.Sprintf("hit %v", args...)
	case "miss", "absent":
		return fmt.Sprintf("miss %v", args...)
	default:
		return kind
	}
}
