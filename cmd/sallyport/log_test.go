package main

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/config"
)

// stuck is a reader of the log that does not read until it is let.
type stuck struct {
	free chan struct{}
	mu   sync.Mutex
	b    bytes.Buffer
}

func (s *stuck) Write(p []byte) (int, error) {
	<-s.free
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func TestSlowReaderDoesNotStopTheLog(t *testing.T) {
	t.Parallel()
	reader := &stuck{free: make(chan struct{})}
	l := newLines(reader)
	line := []byte(strings.Repeat("x", 1023) + "\n")
	written := make(chan struct{})
	go func() {
		for range 5000 {
			_, _ = l.Write(line)
		}
		close(written)
	}()
	select {
	case <-written:
	case <-time.After(10 * time.Second):
		t.Fatal("the log waits for its reader")
	}
	if len(l.held) > maxHeld {
		t.Errorf("%d bytes are held", len(l.held))
	}
	close(reader.free)
	l.close()
	text := reader.b.String()
	if n := strings.Count(text, "\n"); n < 1000 || n > 2100 || !strings.Contains(text, `"lines_lost":`) {
		t.Errorf("%d lines, the end is %q", n, text[max(0, len(text)-200):])
	}
}

func TestLogIsWholeAtTheEnd(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	l := newLines(&b)
	for range 100 {
		_, _ = l.Write([]byte("line\n"))
	}
	l.close()
	if got := b.String(); got != strings.Repeat("line\n", 100) {
		t.Errorf("%d bytes", len(got))
	}
	if n, err := l.Write([]byte("late\n")); n != 5 || err != nil {
		t.Errorf("after the end: %d, %v", n, err)
	}
}

func TestProgramEndsThoughNobodyReadsTheLog(t *testing.T) {
	t.Parallel()
	l := newLines(&stuck{free: make(chan struct{})})
	_, _ = l.Write([]byte("line\n"))
	begin := time.Now()
	if l.close(); time.Since(begin) > flushTime+5*time.Second {
		t.Errorf("it took %s", time.Since(begin))
	}
}

func TestDeveloperLog(t *testing.T) {
	t.Parallel()
	request := func(log *slog.Logger, level slog.Level, attrs ...any) {
		log.Log(t.Context(), level, "request", attrs...)
	}
	api := []any{"surface", "api", "method", "GET", "route", "/pets/{id}", "latency_ms", 0.4}
	for name, c := range map[string]struct {
		level string
		do    func(*slog.Logger)
		want  string
	}{
		"API":         {"", func(l *slog.Logger) { request(l, slog.LevelInfo, append(api, "status", 200)...) }, "GET /pets/{id} 200 0.4 ms"},
		"API refused": {"", func(l *slog.Logger) { request(l, slog.LevelInfo, append(api, "status", 401, "explain", "no token")...) }, "GET /pets/{id} 401 0.4 ms  no token"},
		"no route": {"", func(l *slog.Logger) {
			request(l, slog.LevelInfo, "surface", "api", "method", "GET", "latency_ms", 1.0, "status", 403, "explain", "nothing")
		}, "GET - 403 1 ms  nothing"},
		"service": {"", func(l *slog.Logger) {
			request(l, slog.LevelInfo, "surface", "service", "method", "POST", "service", "sts", "operation", "GetCallerIdentity", "status", 200)
		}, ""},
		"service, debug": {"debug", func(l *slog.Logger) {
			request(l, slog.LevelInfo, "surface", "service", "method", "POST", "service", "sts", "operation", "GetCallerIdentity", "status", 200, "latency_ms", 2.0)
		}, "POST sts GetCallerIdentity 200 2 ms"},
		"service refused": {"", func(l *slog.Logger) {
			request(l, slog.LevelInfo, "surface", "service", "method", "POST", "service", "sts", "status", 403, "latency_ms", 2.0, "error", "AccessDenied")
		}, "POST - 403 2 ms  AccessDenied"},
		"warnings only": {"warn", func(l *slog.Logger) { request(l, slog.LevelInfo, append(api, "status", 200)...) }, ""},
		"steering the terminal": {"", func(l *slog.Logger) {
			request(l, slog.LevelInfo, "surface", "none", "method", "GET", "path", "/\x1b[2J\r\n\u009b", "status", 404, "latency_ms", 1.0)
		}, "GET /?[2J??? 404 1 ms"},
		"anything else": {"", func(l *slog.Logger) {
			l.With("a", 1).WithGroup("g").Error("broken", "error", errors.New("no disk"))
		}, "sallyport: broken a=1 error=no disk"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b bytes.Buffer
			c.do(developerLog(&b, streams{width: 80}, &config.Config{LogLevel: c.level}))
			want := c.want
			if want != "" {
				want = "\r\x1b[K" + want + "\n"
			}
			if got := b.String(); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestLogFormats(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		width  int
		format string
		make   func(*bytes.Buffer, streams, *config.Config) *slog.Logger
		want   string
	}{
		"up, elsewhere":       {0, "", up0, `{"time":`},
		"up, asked":           {80, "json", up0, `{"time":`},
		"up, text":            {80, "text", up0, "time="},
		"serve on a terminal": {80, "", serve0, "time="},
		"serve elsewhere":     {0, "", serve0, `{"time":`},
		"serve, text":         {0, "text", serve0, "time="},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b bytes.Buffer
			log := c.make(&b, streams{width: c.width}, &config.Config{LogFormat: c.format, LogLevel: "info"})
			log.Debug("not shown")
			log.Info("shown")
			if got := b.String(); !strings.HasPrefix(got, c.want) || strings.Contains(got, "not shown") {
				t.Errorf("got %q", got)
			}
		})
	}
}

func up0(b *bytes.Buffer, s streams, c *config.Config) *slog.Logger    { return developerLog(b, s, c) }
func serve0(b *bytes.Buffer, s streams, c *config.Config) *slog.Logger { return logger(b, s, c) }
