package signin

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sallyport/sallyport/internal/core/record"
)

// Session is what is remembered of a session that was answered: that it is spent, or how often it was answered wrongly. The
// session itself is with the client.
type Session struct {
	ID      string // begins with its end, so that the oldest come first
	Spent   bool
	Wrong   int
	Expires time.Time // afterwards the session is dead by itself
}

// The tables of this package.
const (
	SessionTable   = "auth_sessions"
	FailureTable   = "auth_failures"
	EnrolmentTable = "totp_enrolments"
)

// SessionSpec describes the table of answered sessions.
func SessionSpec() record.Spec[Session] {
	return record.Spec[Session]{Table: SessionTable, Key: func(s *Session) string { return s.ID }}
}

// mostWrong is how many wrong answers a session survives.
const mostWrong = 10

// alive says that a session may still be answered.
func (s *Service) alive(ctx context.Context, id string) error {
	row, err := s.Store.Sessions.Get(ctx, id)
	if errors.Is(err, record.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("load a session: %w", err)
	}
	return row.usable()
}

func (r *Session) usable() error {
	switch {
	case r.Spent:
		return notAuthorized("Invalid session for the user, session can only be used once.", nil)
	case r.Wrong >= mostWrong:
		return notAuthorized("Invalid session for the user.", errors.New("too many wrong answers"))
	}
	return nil
}

// spend ends a session within the transaction of what its answer changes. Of two answers at once one finds it spent.
func (s *Service) spend(ctx context.Context, used *session) error {
	return s.note(ctx, used, func(row *Session) error {
		if err := row.usable(); err != nil {
			return err
		}
		row.Spent = true
		return nil
	})
}

// blame counts a wrong answer.
func (s *Service) blame(ctx context.Context, used *session) error {
	return s.note(ctx, used, func(row *Session) error { row.Wrong++; return nil })
}

func (s *Service) note(ctx context.Context, used *session, change func(*Session) error) error {
	_, err := s.Store.Sessions.Update(ctx, used.ID, change)
	if !errors.Is(err, record.ErrNotFound) {
		return err
	}
	fresh := &Session{ID: used.ID, Expires: time.UnixMilli(used.Ends).UTC()}
	if err := change(fresh); err != nil {
		return err
	}
	if err = s.Store.Sessions.Insert(ctx, fresh); errors.Is(err, record.ErrExists) {
		return notAuthorized("Invalid session for the user, session can only be used once.", err)
	}
	return err
}

// Sweep forgets what has ended by itself. It looks only at what is old, so it may be called often.
func (s *Service) Sweep(ctx context.Context, now time.Time) error {
	return errors.Join(
		s.sweepSessions(ctx, now),
		sweep(ctx, s.Store.Failures, FailureSpec(), now, func(r *Failures) bool { return now.Sub(r.Last) > forgiveness }),
		sweep(ctx, s.Store.Enrolments, EnrolmentSpec(), now, func(r *Enrolment) bool { return now.After(r.Expires) }),
		s.Issuer.Families.Sweep(ctx, now),
	)
}

// sweepSessions deletes from the oldest on, until one is alive.
func (s *Service) sweepSessions(ctx context.Context, now time.Time) error {
	for {
		rows, err := s.Store.Sessions.List(ctx, record.Query{Limit: 500})
		if err != nil {
			return err
		}
		for _, row := range rows {
			if !now.After(row.Expires) {
				return nil
			}
			if err := gone(s.Store.Sessions.Delete(ctx, row.ID)); err != nil {
				return fmt.Errorf("sweep sessions: %w", err)
			}
		}
		if len(rows) == 0 {
			return nil
		}
	}
}

// hours is the index of rows by the hour in which they may end, and looked the number of hours that a sweep looks back: what
// ended while the program was off for longer stays, and harms nobody.
const (
	hours  = "hour"
	looked = 72
)

func hour(at time.Time) string { return at.UTC().Format("2006-01-02T15") }

func sweep[T any](ctx context.Context, table record.Table[T], spec record.Spec[T], now time.Time, over func(*T) bool) error {
	for back := range looked {
		rows, err := table.List(ctx, record.Query{Index: hours, Value: hour(now.Add(-time.Duration(back) * time.Hour))})
		if err != nil {
			return fmt.Errorf("sweep %s: %w", spec.Table, err)
		}
		for _, row := range rows {
			if !over(row) {
				continue
			}
			if err := gone(table.Delete(ctx, spec.Key(row))); err != nil {
				return fmt.Errorf("sweep %s: %w", spec.Table, err)
			}
		}
	}
	return nil
}

// gone is content with a row that somebody else has deleted.
func gone(err error) error {
	if errors.Is(err, record.ErrNotFound) {
		return nil
	}
	return err
}
