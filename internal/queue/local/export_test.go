package local

// Waiting is for the test of what it costs to take a job.
const Waiting = waiting
