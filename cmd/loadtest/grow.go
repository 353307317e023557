package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"syscall"
	"time"
)

// growing adds reports one by one to a register, each in a transaction of its own, and tells what one costs. They are of the days behind the
// last that the register has.
type growing struct {
	db, corpus, profile string
	reports, warm       int
	stream
}

// cost is what adding one report took.
type cost struct{ wall, processor time.Duration }

func (g growing) run(ctx context.Context, out io.Writer) error {
	d, err := openDesk(ctx, g.db, g.corpus, g.stream)
	if err != nil {
		return err
	}
	defer d.store.Close()
	d.mill.Rand = rand.New(rand.NewPCG(1, 4)) // the same reports, whatever the register holds
	costs := make([]cost, 0, g.reports)
	for i := range g.warm + g.reports {
		if i == g.warm && g.profile != "" {
			stop, err := profiled(g.profile)
			if err != nil {
				return err
			}
			defer stop()
		}
		rec := d.next(d.have + i)
		busy, begun := processor(), time.Now()
		if _, err := d.reg.Add(ctx, rec); err != nil {
			return err
		}
		if i >= g.warm { // the first ones find nothing remembered
			costs = append(costs, cost{time.Since(begun), processor() - busy})
		}
	}
	fmt.Fprintf(out, "%d reports in the register, %d added: processor %s, clock %s\n", d.have, g.reports,
		spread(costs, func(c cost) time.Duration { return c.processor }), spread(costs, func(c cost) time.Duration { return c.wall }))
	return nil
}

// spread tells mean, median and the ninety-fifth of a hundred.
func spread(costs []cost, of func(cost) time.Duration) string {
	list := make([]time.Duration, len(costs))
	var sum time.Duration
	for i, c := range costs {
		list[i] = of(c)
		sum += list[i]
	}
	slices.Sort(list)
	ms := func(d time.Duration) float64 { return math.Round(d.Seconds()*10_000) / 10 }
	return fmt.Sprintf("mean %.1f ms, median %.1f, p95 %.1f", ms(sum/time.Duration(len(list))), ms(list[len(list)/2]), ms(list[len(list)*95/100]))
}

// processor is the time that the processor has worked for this program.
func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
