package jobs

var (
	// ErrFull is returned when the queue is full.
	ErrFull = errors.New("queue is full")
	ErrUnknown = errors.New("unknown job")
	ErrStopped = errors.New("scheduler is stopped")
)

func (s *Scheduler) Remove(name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.jobs[name]; !ok {
		return ErrUnknown
	}
	delete(s.jobs, name)
	s.log.Info("job removed", "name", name)
	return nil
}
