package ring

import "errors"

var errEmpty = errors.New("ring: empty")

// Buffer is a ring of fixed size.
type Buffer[T any] struct {
	items []T
	head  int
	size  int
}

func New[T any](capacity int) *Buffer[T] {
	if capacity < 1 {
		capacity = 1
	}
	return &Buffer[T]{items: make([]T, capacity)}
}

func (b *Buffer[T]) Len() int { return b.size }

func (b *Buffer[T]) Cap() int { return len(b.items) }

func (b *Buffer[T]) Push(values ...T) {
	for _, v := range values {
		tail := (b.head + b.size) % len(b.items)
		b.items[tail] = v
		if b.size < len(b.items) {
			b.size++
		} else {
			b.head = (b.head + 1) % len(b.items)
		}
	}
}

func (b *Buffer[T]) Pop() (T, error) {
	var zero T
	if b.size == 0 {
		return zero, errEmpty
	}
	v := b.items[b.head]
	b.items[b.head] = zero
	b.head = (b.head + 1) % len(b.items)
	b.size--
	return v, nil
}

func (b *Buffer[T]) Peek() (T, error) {
	var zero T
	if b.size == 0 {
		return zero, errEmpty
	}
	return b.items[b.head], nil
}

// Each calls f for every item, oldest first, until it returns false.
func (b *Buffer[T]) Each(f func(int, T) bool) {
	for i := 0; i < b.size; i++ {
		if !f(i, b.items[(b.head+i)%len(b.items)]) {
			return
		}
	}
}

func Map[T, U any](b *Buffer[T], f func(T) U) *Buffer[U] {
	result := New[U](b.Cap())
	b.Each(func(_ int, v T) bool {
		result.Push(f(v))
		return true
	})
	return result
}

func Drain[T any](b *Buffer[T]) []T {
	var all []T
	for b.Len() > 0 {
		v, _ := b.Pop()
		all = append(all, v)
	}
	return all
}

func Concat[T any](first *Buffer[T], rest ...*Buffer[T]) []T {
	all := Drain(first)
	for _, b := range rest {
		all = append(all, Drain(b)...)
	}
	return all
}
