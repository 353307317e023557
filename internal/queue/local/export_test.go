package local

import "time"

// Waiting is for the test of what it costs to take a job.
const Waiting = waiting

// SetClock gives a queue another clock.
func SetClock(q *Queue, now func() time.Time) { q.now = now }
