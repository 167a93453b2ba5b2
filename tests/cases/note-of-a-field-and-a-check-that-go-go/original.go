package queue

import (
	"errors"
	"sync"
)

type Queue struct {
	mu    sync.Mutex
	items []string
	limit int
}

func New(limit int) *Queue {
	return &Queue{limit: limit}
}

func (q *Queue) Push(item string) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.items) >= q.limit {
		return errors.New("full")
	}
	q.items = append(q.items, item)
	return nil
}

func (q *Queue) Pop() (string, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.items) == 0 {
		return "", false
	}
	item := q.items[0]
	q.items = q.items[1:]
	return item, true
}

func (q *Queue) Len() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.items)
}
