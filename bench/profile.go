//go:build linux

package main

import (
	"context"
	"errors"
	"flag"
	"log/slog"
	"os"
	"runtime/pprof"
	"time"

	"github.com/sallyport/sallyport/internal/app"
	"github.com/sallyport/sallyport/internal/config"
)

// serveProfiled is `bench serve`: the program as `sallyport serve` runs it, with the CPU profiler on. The program itself
// has no profiler that somebody could find open.
func serveProfiled(ctx context.Context, args []string) (err error) {
	c := config.Config{Profile: config.Production, AccountID: config.DefaultAccount, Region: config.DefaultRegion}
	f := flag.NewFlagSet("serve", flag.ContinueOnError)
	f.StringVar(&c.Listen, "listen", config.DefaultListen, "address")
	f.StringVar(&c.Data, "data", "", "data folder")
	f.StringVar(&c.PublicURL, "public-url", "", "how clients reach the server")
	level := f.String("log-level", "info", "debug, info, warn or error")
	profile := f.String("cpuprofile", "cpu.pprof", "file for the profile")
	if err := f.Parse(args); err != nil {
		return err
	}
	var l slog.Level
	if err := errors.Join(l.UnmarshalText([]byte(*level)), c.Normalise()); err != nil {
		return err
	}
	out, err := os.Create(*profile)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	log := slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: l}))
	s, err := app.Start(ctx, c, app.Options{Version: "bench", Log: log})
	if err != nil {
		return err
	}
	if err := pprof.StartCPUProfile(out); err != nil {
		return err
	}
	<-ctx.Done()
	pprof.StopCPUProfile()
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	return s.Stop(end)
}
