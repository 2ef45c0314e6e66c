//go:build linux

// Command bench measures the program against references that do the same work, in the same rounds, on the same core.
//
//	deploy examples/weather-events, mint tokens          world.go
//	 └─ case: contenders, pinned to core 0                gatewaycase.go tokencase.go describecase.go
//	 │                                                   startcase.go alloccase.go
//	     └─ round: each contender in turn                 round.go
//	         └─ wrk on core 1, CPU time from /proc        wrk.go process.go
//	             └─ ratio of the medians -> report        report.go
//
// Requests per second move with whatever else the machine does; the server's CPU time per request hardly does. Every
// figure is a ratio of two of those. A sample is taken again if the server did not have its core to itself, and the run fails
// if a server lets a bad token in.
//
// The binary plays the bare references too (`bench sign`, `bench static`, `bench describe`) and can serve under the profiler
// (`bench serve`).
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

// options are the flags.
type options struct {
	binary, example, peers, out, work string
	cases                             string
	rounds, attempts, fresh, repeats  int
	sample, warm, patience            time.Duration
}

func flags(o *options) *flag.FlagSet {
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	f.StringVar(&o.binary, "binary", "bin/sallyport", "the program to measure")
	f.StringVar(&o.example, "example", "examples/weather-events", "the project to deploy")
	f.StringVar(&o.peers, "peers", "", "folder where npm installed oidc-provider and cognito-local (empty: leave them out)")
	f.StringVar(&o.out, "out", "docs/benchmarks.md", "file whose results section is written anew (empty: print it)")
	f.StringVar(&o.work, "work", "", "folder for data and logs (default: a temporary one)")
	f.StringVar(&o.cases, "cases", "seen,fresh,tokens,describe,start,allocations", "cases to run")
	f.IntVar(&o.rounds, "rounds", 5, "rounds of each case")
	f.IntVar(&o.attempts, "attempts", 6, "samples to take until one is calm")
	f.IntVar(&o.fresh, "fresh", 20_000, "tokens of the case fresh: more than the token cache holds")
	f.IntVar(&o.repeats, "repeats", 10, "starts of the case start")
	f.DurationVar(&o.sample, "sample", 4*time.Second, "length of a sample")
	f.DurationVar(&o.patience, "patience", 20*time.Second, "how long to wait before a sample until nothing else runs")
	f.DurationVar(&o.warm, "warm", time.Second, "load before a sample")
	return f
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	role := ""
	if len(args) > 0 {
		role = args[0]
	}
	switch role {
	case "sign":
		return signLoop(args[1:])
	case "static", "describe":
		return serveBare(ctx, role, args[1:])
	case "serve":
		return serveProfiled(ctx, args[1:])
	}
	var o options
	if err := flags(&o).Parse(args); err != nil {
		return err
	}
	return measure(ctx, &o)
}

// measure runs the cases and writes the report.
func measure(ctx context.Context, o *options) (err error) {
	w, err := newWorld(ctx, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.close()) }()
	cases := map[string]func(context.Context) (*section, error){
		"seen": w.seen, "fresh": w.fresh, "tokens": w.tokens, "describe": w.describe, "start": w.start, "allocations": w.allocations,
	}
	r := report{begin: time.Now()}
	for name := range strings.SplitSeq(o.cases, ",") {
		c := cases[name]
		if c == nil {
			return fmt.Errorf("there is no case %q", name)
		}
		s, err := c(ctx)
		if err != nil {
			return fmt.Errorf("case %s: %w", name, err)
		}
		r.sections = append(r.sections, s)
	}
	return r.write(o)
}
