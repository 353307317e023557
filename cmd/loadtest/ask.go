package main

import (
	"context"
	"io"
	"time"
)

type asking struct {
	at, mix string
	rate    float64
	time    time.Duration
	seed    uint64
}

func (a asking) run(ctx context.Context, out io.Writer) error { return nil }
