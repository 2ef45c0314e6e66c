package message_test

import (
	"context"
	"crypto/rand"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/sallyport/sallyport/internal/core/message"
	"github.com/sallyport/sallyport/internal/driver/keyring"
	"github.com/sallyport/sallyport/internal/driver/sqlite"
	"github.com/sallyport/sallyport/internal/driver/sqlstore"
)

func TestPostToOutbox(t *testing.T) {
	t.Parallel()
	ring, err := keyring.Generate(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "data.db"), sqlite.Options{Sealer: ring, Synchronous: sqlite.Off})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	table, err := sqlstore.Open(t.Context(), db, message.OutboxSpec)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	post := &message.Post{Courier: message.Outbox{Table: table}, Rand: rand.Reader, Now: func() time.Time {
		now = now.Add(time.Second)
		return now
	}}
	for _, name := range []string{"one", "two", "three"} {
		if err := post.Deliver(t.Context(), "EMAIL", name+"@example.org", "s", "the code is "+name, name); err != nil {
			t.Fatal(err)
		}
	}
	all, err := message.Outbox{Table: table}.Messages(t.Context())
	if err != nil || len(all) != 3 {
		t.Fatalf("%d messages, %v", len(all), err)
	}
	for i, name := range []string{"one", "two", "three"} {
		m := all[i]
		if m.Code != name || m.To != name+"@example.org" || m.Body != "the code is "+name || m.ID == "" || m.Time.IsZero() {
			t.Errorf("message %d is %+v", i, m)
		}
	}
}

// away is a courier who does not come.
type away struct{ err error }

func (a away) Send(context.Context, message.Message) error { return a.err }

func TestPostTellsFailures(t *testing.T) {
	t.Parallel()
	broken := errors.New("the mail server is away")
	post := &message.Post{Courier: away{broken}, Rand: rand.Reader, Now: time.Now}
	err := post.Deliver(t.Context(), "SMS", "+4912345", "", "secret words", "123456")
	if !errors.Is(err, broken) || strings.Contains(err.Error(), "123456") || strings.Contains(err.Error(), "secret") {
		t.Errorf("got %v", err)
	}
	post.Rand = iotest.ErrReader(broken)
	if err := post.Deliver(t.Context(), "SMS", "+4912345", "", "x", "1"); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}
