package stack_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cloudformation"
	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/core/stack"
	"github.com/sallyport/sallyport/internal/driver/keyring"
	"github.com/sallyport/sallyport/internal/driver/sqlite"
	"github.com/sallyport/sallyport/internal/driver/sqlstore"
)

// rig is a Service over a file, things in a cloud, and a clock that stands.
type rig struct {
	*stack.Service
	t        *testing.T
	cloud    *cloud
	ctx      context.Context
	mu       sync.Mutex
	reported []error
	work     []func(context.Context) // held back while holding
	holding  bool
}

func table[T any](t testing.TB, db *sqlstore.DB, spec record.Spec[T]) record.Table[T] {
	t.Helper()
	opened, err := sqlstore.Open(t.Context(), db, spec)
	if err != nil {
		t.Fatal(err)
	}
	return opened
}

func openStore(t testing.TB) stack.Store { return openStoreIn(t, t.TempDir()) }

func openStoreIn(t testing.TB, folder string) stack.Store {
	t.Helper()
	ring, err := keyring.New(bytes.Repeat([]byte{7}, keyring.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.Open(t.Context(), filepath.Join(folder, "data.db"), sqlite.Options{Synchronous: sqlite.Off, Sealer: ring})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return stack.Store{
		Tx: db, Stacks: table(t, db, stack.StackSpec), Resources: table(t, db, stack.ResourceSpec),
		Events: table(t, db, stack.EventSpec), ChangeSets: table(t, db, stack.ChangeSetSpec),
	}
}

func newRig(t *testing.T) *rig { return rigOver(t, openStore(t), newCloud()) }

func rigOver(t *testing.T, store stack.Store, c *cloud) *rig {
	t.Helper()
	r := &rig{t: t, cloud: c}
	r.ctx = awsapi.WithRequest(t.Context(), awsapi.Request{
		ID: "r-1", AccountID: "000000000000", Region: "eu-west-1",
		Caller: awsapi.Caller{Kind: awsapi.User, AccountID: "000000000000", ARN: "arn:aws:iam::000000000000:user/ann"},
	})
	now := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	r.Service = &stack.Service{
		Store: store, Types: c.types(), Rand: rand.Reader, Now: func() time.Time { return now },
		Run: oneByOne,
		Background: func(work func(context.Context)) {
			if r.holding {
				r.work = append(r.work, work)
				return
			}
			work(context.WithoutCancel(t.Context()))
		},
		Report: func(_ context.Context, err error) {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.reported = append(r.reported, err)
		},
	}
	return r
}

func oneByOne(ctx context.Context, work ...func(context.Context) error) error {
	var errs []error
	for _, do := range work {
		errs = append(errs, do(ctx))
	}
	return errors.Join(errs...)
}

func (r *rig) create(name, source string, change ...func(*cloudformation.CreateStackInput)) (*stack.Stack, error) {
	in := &cloudformation.CreateStackInput{StackName: &name, TemplateBody: &source}
	for _, c := range change {
		c(in)
	}
	return r.Create(r.ctx, in)
}

func (r *rig) mustCreate(name, source string, change ...func(*cloudformation.CreateStackInput)) *stack.Stack {
	r.t.Helper()
	if _, err := r.create(name, source, change...); err != nil {
		r.t.Fatalf("create: %v", err)
	}
	return r.get(name)
}

func (r *rig) update(name, source string, change ...func(*cloudformation.UpdateStackInput)) error {
	in := &cloudformation.UpdateStackInput{StackName: &name, TemplateBody: &source}
	for _, c := range change {
		c(in)
	}
	_, err := r.Update(r.ctx, in)
	return err
}

func (r *rig) delete(name string) {
	r.t.Helper()
	if err := r.Delete(r.ctx, &cloudformation.DeleteStackInput{StackName: &name}); err != nil {
		r.t.Fatalf("delete: %v", err)
	}
}

func (r *rig) get(name string) *stack.Stack {
	r.t.Helper()
	st, err := r.Get(r.ctx, name)
	if err != nil {
		r.t.Fatalf("get: %v", err)
	}
	return st
}

// story tells a stack's events, oldest first: "A CREATE_COMPLETE", with the reason behind it.
func (r *rig) story(st *stack.Stack) []string {
	r.t.Helper()
	events, err := r.History(r.ctx, st, 0, 0)
	if err != nil {
		r.t.Fatal(err)
	}
	var lines []string
	seen := map[string]bool{}
	for _, e := range slices.Backward(events) {
		line := fmt.Sprintf("%s %s", e.LogicalID, e.Status)
		if e.Reason != "" {
			line += ": " + e.Reason
		}
		if seen[e.ID] {
			r.t.Errorf("event id %s came twice", e.ID)
		}
		seen[e.ID] = true
		lines = append(lines, line)
	}
	return lines
}

func (r *rig) wantStatus(st *stack.Stack, want stack.Status) {
	r.t.Helper()
	if st.Status != want {
		r.t.Fatalf("status %s (%s), want %s\nreported %v\n%s", st.Status, st.StatusReason, want, r.reported, strings.Join(r.story(st), "\n"))
	}
}

func wantRefusal(t *testing.T, err error, code, message string) {
	t.Helper()
	e := awsapi.AsException(err)
	if e == nil || e.Code != code || !strings.Contains(e.Message, message) {
		t.Errorf("got %v, want %s: %s", err, code, message)
	}
}
