package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"github.com/sallyport/sallyport/internal/config"
)

// logger is the log of a server: what was asked for, else text on a terminal and JSON elsewhere.
func logger(w io.Writer, s streams, c *config.Config) *slog.Logger {
	o := &slog.HandlerOptions{Level: level(c)}
	if c.LogFormat == "json" || c.LogFormat == "" && s.width == 0 {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}

// developerLog is the log of `up`: on a terminal a short line for each request, unless a format was asked for.
func developerLog(w io.Writer, s streams, c *config.Config) *slog.Logger {
	if c.LogFormat != "" || s.width == 0 {
		return logger(w, s, c)
	}
	return slog.New(&shortLines{w: w, s: s, level: level(c)})
}

func level(c *config.Config) slog.Level {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		level = slog.LevelInfo // Normalise has checked it
	}
	return level
}

// shortLines writes a log for somebody who watches a terminal:
//
//	GET /weather 200 0.4 ms
//	GET /weather 401 0.1 ms  GET /weather: authorizer Pool on header Authorization: the request has no such header
//
// Requests to services that went well are the work of tools: they are shown at level debug.
type shortLines struct {
	w     io.Writer
	s     streams
	level slog.Level
	more  []slog.Attr
}

// Enabled implements slog.Handler.
func (h *shortLines) Enabled(_ context.Context, level slog.Level) bool { return level >= h.level }

// Handle implements slog.Handler.
func (h *shortLines) Handle(_ context.Context, r slog.Record) error {
	fields := map[string]string{}
	var rest []string
	each := func(a slog.Attr) bool {
		fields[a.Key] = harmless(a.Value.String())
		rest = append(rest, a.Key+"="+fields[a.Key])
		return true
	}
	for _, a := range h.more {
		each(a)
	}
	r.Attrs(each)
	if r.Message != "request" || fields["surface"] == "" {
		return h.write(h.s.paint(colourOf(r.Level), "sallyport:") + " " + r.Message + " " + strings.Join(rest, " "))
	}
	failed := fields["status"] >= "400"
	if fields["surface"] == "service" && !failed && h.level > slog.LevelDebug {
		return nil
	}
	return h.write(h.request(fields, failed))
}

func colourOf(level slog.Level) colour {
	switch {
	case level >= slog.LevelError:
		return red
	case level >= slog.LevelWarn:
		return yellow
	}
	return grey
}

func (h *shortLines) request(f map[string]string, failed bool) string {
	what := f["route"]
	switch {
	case f["operation"] != "":
		what = f["service"] + " " + f["operation"]
	case what == "" && f["path"] != "":
		what = f["path"]
	case what == "":
		what = "-" // nothing that is deployed
	}
	c := green
	if failed {
		c = red
	}
	line := fmt.Sprintf("%s %s %s %s", f["method"], what, h.s.paint(c, f["status"]), h.s.paint(grey, f["latency_ms"]+" ms"))
	if why := cmp.Or(f["explain"], f["error"]); why != "" {
		line += "  " + why
	}
	return line
}

// harmless is text that does not steer the terminal, whatever a request says of itself.
func harmless(text string) string {
	return strings.Map(func(c rune) rune {
		if c < ' ' || c == 0x7f || c >= 0x80 && c < 0xa0 {
			return '?'
		}
		return c
	}, text)
}

// write clears what moves on the terminal's last line first.
func (h *shortLines) write(line string) error {
	_, err := io.WriteString(h.w, "\r\x1b[K"+line+"\n")
	return err
}

// WithAttrs implements slog.Handler.
func (h *shortLines) WithAttrs(attrs []slog.Attr) slog.Handler {
	with := *h
	with.more = append(with.more[:len(with.more):len(with.more)], attrs...)
	return &with
}

// WithGroup implements slog.Handler. Names of attributes stand alone in a short line.
func (h *shortLines) WithGroup(string) slog.Handler { return h }
