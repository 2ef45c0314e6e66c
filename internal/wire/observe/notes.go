package observe

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
)

// Notes are what becomes known of a request while it is served.
type Notes struct {
	mu                     sync.Mutex
	operation, accessKeyID string
	code, explain          string
	status                 int // to send in place of the surface's
}

type notesKey struct{}

func notesFrom(ctx context.Context) *Notes {
	n, _ := ctx.Value(notesKey{}).(*Notes)
	return n
}

func (n *Notes) called(operation, accessKeyID, code string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.operation, n.accessKeyID, n.code = operation, accessKeyID, code
}

func (n *Notes) complete(l *line) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, m := range [...]struct {
		to   *string
		from string
	}{{&l.Operation, n.operation}, {&l.AccessKeyID, n.accessKeyID}, {&l.Code, n.code}, {&l.Explain, n.explain}} {
		if m.from != "" {
			*m.to = m.from
		}
	}
}

// Busy has the request answered by 429 Too Many Requests (RFC 6585 section 4), whatever status its surface gives the
// refusal: being busy is none of the errors of RFC 6749 section 5.2.
func Busy(ctx context.Context) {
	if n := notesFrom(ctx); n != nil {
		n.status = http.StatusTooManyRequests
	}
}

// Handler lets what a surface says at level info about a request join the request's one line. Everything else passes.
func Handler(next slog.Handler) slog.Handler { return handler{next} }

type handler struct{ slog.Handler }

// Handle implements slog.Handler.
func (h handler) Handle(ctx context.Context, r slog.Record) error {
	n := notesFrom(ctx)
	if n == nil || r.Level != slog.LevelInfo || r.Message == requestMessage {
		return h.Handler.Handle(ctx, r)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	r.Attrs(func(a slog.Attr) bool {
		switch a.Key {
		case "explain", "cause":
			n.explain = a.Value.String()
		case "code":
			n.code = a.Value.String()
		}
		return true
	})
	return nil
}

// WithAttrs implements slog.Handler.
func (h handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return handler{h.Handler.WithAttrs(attrs)}
}

// WithGroup implements slog.Handler.
func (h handler) WithGroup(name string) slog.Handler { return handler{h.Handler.WithGroup(name)} }
