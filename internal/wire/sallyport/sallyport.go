// Package sallyport serves what belongs to the program itself, below /_sallyport/: health and readiness in every profile, the
// outbox and the clock in the development profile.
//
//	request -> health, ready               always, to everybody
//	        -> Guard (the developer's own machine?) -> outbox, clock
package sallyport

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/sallyport/sallyport/internal/core/message"
)

// Product is how the program names itself in its health answer.
const Product = "sallyport"

// Health is the answer of /_sallyport/health.
type Health struct {
	Product   string `json:"product"`
	Version   string `json:"version"`
	Profile   string `json:"profile"` // development or production
	Status    string `json:"status"`
	AccountID string `json:"accountId,omitempty"` // development only, as are the rest
	Region    string `json:"region,omitempty"`
	Data      string `json:"data,omitempty"`
	PID       int    `json:"pid,omitempty"`
}

// Outbox tells the messages caught, oldest first.
type Outbox interface {
	Messages(ctx context.Context) ([]*message.Message, error)
}

// Clock is the product's time.
type Clock interface {
	Now() time.Time
	Advance(ctx context.Context, step time.Duration) (time.Time, error)
}

// Handler serves the paths below /_sallyport/. Outbox and Clock are nil in production: their paths do not exist there.
type Handler struct {
	Health Health
	Outbox Outbox
	Clock  Clock
	// Ready says what keeps the server from serving: "starting" or "stopping". Nil, and "", is ready.
	Ready func() string
	// Guard refuses requests that do not come from the developer's own machine. It must be set where Outbox or Clock is.
	Guard func(*http.Request) error
}

func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	switch path := strings.TrimPrefix(r.URL.Path, "/_sallyport"); {
	case path == "/health":
		h.health(w, r)
	case path == "/ready":
		h.ready(w, r)
	case path == "/outbox" && h.Outbox != nil:
		h.guarded(w, r, h.outbox)
	case path == "/clock" && h.Clock != nil:
		h.guarded(w, r, h.clock)
	case path == "/outbox", path == "/clock":
		fail(w, http.StatusNotFound, r.URL.Path+" is there in the development profile only: this is a production server")
	default:
		fail(w, http.StatusNotFound, "there is nothing at "+r.URL.Path)
	}
}

func (h *Handler) guarded(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
	if h.Guard == nil {
		fail(w, http.StatusForbidden, "no guard is set")
		return
	}
	if err := h.Guard(r); err != nil {
		fail(w, http.StatusForbidden, err.Error())
		return
	}
	next(w, r)
}

func (h *Handler) health(w http.ResponseWriter, r *http.Request) {
	if !allowed(w, r, http.MethodGet, http.MethodHead) {
		return
	}
	answer := h.Health
	// Where the data lies and who serves it is for the developer's own machine alone.
	if h.Guard == nil || h.Guard(r) != nil {
		answer.Data, answer.PID = "", 0
	}
	reply(w, http.StatusOK, answer)
}

// ready is for whoever shares requests out among servers: health says that the program lives, ready that it wants requests.
func (h *Handler) ready(w http.ResponseWriter, r *http.Request) {
	if !allowed(w, r, http.MethodGet, http.MethodHead) {
		return
	}
	if h.Ready != nil {
		if why := h.Ready(); why != "" {
			w.Header().Set("Retry-After", "1")
			reply(w, http.StatusServiceUnavailable, map[string]string{"status": why})
			return
		}
	}
	reply(w, http.StatusOK, map[string]string{"status": "ready"})
}

func (h *Handler) outbox(w http.ResponseWriter, r *http.Request) {
	if !allowed(w, r, http.MethodGet) {
		return
	}
	messages, err := h.Outbox.Messages(r.Context())
	if err != nil {
		fail(w, http.StatusInternalServerError, "the outbox cannot be read")
		return
	}
	if messages == nil {
		messages = []*message.Message{}
	}
	reply(w, http.StatusOK, map[string]any{"messages": messages})
}

func (h *Handler) clock(w http.ResponseWriter, r *http.Request) {
	if !allowed(w, r, http.MethodGet, http.MethodPost) {
		return
	}
	now := h.Clock.Now()
	if r.Method == http.MethodPost {
		var in struct{ Advance string }
		dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, 4096))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&in); err != nil {
			fail(w, http.StatusBadRequest, `the body must be {"advance":"1h"}: `+err.Error())
			return
		}
		step, err := time.ParseDuration(in.Advance)
		if err == nil {
			now, err = h.Clock.Advance(r.Context(), step)
		}
		if err != nil {
			fail(w, http.StatusBadRequest, err.Error())
			return
		}
	}
	reply(w, http.StatusOK, map[string]any{"now": now.Format(time.RFC3339Nano)})
}

func allowed(w http.ResponseWriter, r *http.Request, methods ...string) bool {
	for _, m := range methods {
		if r.Method == m {
			return true
		}
	}
	w.Header().Set("Allow", strings.Join(methods, ", "))
	fail(w, http.StatusMethodNotAllowed, r.Method+" is not allowed here")
	return false
}

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	// The client is gone if this fails; there is nobody left to tell.
	_ = json.NewEncoder(w).Encode(body)
}

func fail(w http.ResponseWriter, status int, message string) {
	reply(w, status, map[string]string{"message": message})
}
