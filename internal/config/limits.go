package config

import "time"

// Limits bound what a server does at once and how long it waits. A zero is the default, save for ShutdownDelay.
type Limits struct {
	MaxConnections  int           // connections open at once; further ones are closed
	MaxInFlight     int           // requests served at once; further ones are answered 503
	HeaderTimeout   time.Duration // until a request's header is there
	BodyTimeout     time.Duration // until a request's body is there
	ShutdownTimeout time.Duration // until requests in flight are cut off when the server stops
	ShutdownDelay   time.Duration // between being unready and refusing connections
}

// DefaultLimits are those of a server that nobody gave others.
func DefaultLimits() Limits {
	return Limits{
		MaxConnections: 10_000, MaxInFlight: 2048,
		HeaderTimeout: 10 * time.Second, BodyTimeout: 30 * time.Second, ShutdownTimeout: 10 * time.Second,
	}
}

func (l *Limits) normalise(wrong func(format string, args ...any)) {
	defaults := DefaultLimits()
	for _, n := range []struct {
		flag  string
		value *int
		usual int
	}{{"max-connections", &l.MaxConnections, defaults.MaxConnections}, {"max-in-flight", &l.MaxInFlight, defaults.MaxInFlight}} {
		if *n.value < 0 {
			wrong("--%s %d: want a number above 0", n.flag, *n.value)
		}
		if *n.value == 0 {
			*n.value = n.usual
		}
	}
	for _, d := range []struct {
		flag  string
		value *time.Duration
		usual time.Duration
	}{
		{"header-timeout", &l.HeaderTimeout, defaults.HeaderTimeout}, {"body-timeout", &l.BodyTimeout, defaults.BodyTimeout},
		{"shutdown-timeout", &l.ShutdownTimeout, defaults.ShutdownTimeout}, {"shutdown-delay", &l.ShutdownDelay, 0},
	} {
		if *d.value < 0 {
			wrong("--%s %s: want a time such as 10s", d.flag, *d.value)
		}
		if *d.value == 0 {
			*d.value = d.usual
		}
	}
}
