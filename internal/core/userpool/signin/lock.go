package signin

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/core/userpool"
)

// Failures counts wrong answers that are not kept with a user: passwords for names that nobody has, and codes.
type Failures struct {
	ID string
	userpool.Attempts
}

// FailureSpec describes the table of wrong answers.
func FailureSpec() record.Spec[Failures] {
	return record.Spec[Failures]{
		Table: FailureTable, Key: func(f *Failures) string { return f.ID },
		Indexes: []record.Index[Failures]{{
			Name: hours, Of: func(f *Failures) []string { return []string{hour(f.Last.Add(forgiveness))} },
		}},
	}
}

// How many answers may be wrong before a lock, and when all is forgiven. Codes are short and passwords are not, but a
// person who has a code wrong has had the password right.
const (
	freePasswords = 4
	freeCodes     = 9
	forgiveness   = 15 * time.Minute
)

// locked refuses every answer while a lock lasts, right ones too.
func locked(a userpool.Attempts, now time.Time) error {
	if now.Before(a.Locked) {
		return notAuthorized("Password attempts exceeded", nil)
	}
	return nil
}

// fail counts a wrong answer. From the first beyond the free ones on each doubles the lock. What was tried during a lock
// does not count, so that nobody can keep another locked out.
func fail(a *userpool.Attempts, free int, now time.Time) {
	if now.Before(a.Locked) {
		return
	}
	if now.Sub(a.Last) > forgiveness {
		a.Failed = 0
	}
	a.Failed++
	a.Last = now
	if over := a.Failed - free - 1; over >= 0 {
		lock := forgiveness
		if over < 10 {
			lock = min(lock, time.Second<<over)
		}
		a.Locked = now.Add(lock)
	}
}

// passwordLock refuses passwords for a user who is locked, and for a name that nobody has as if somebody had.
func (s *Service) passwordLock(ctx context.Context, a *attempt) error {
	if !a.unknown {
		return locked(a.user.Attempts, s.Now())
	}
	return s.failureLock(ctx, s.nobody(a))
}

func (s *Service) nobody(a *attempt) string {
	return a.pool.ID + "/nobody/" + hex.EncodeToString(s.shadow(a.pool, a.pool.Fold(a.name), "failures"))
}

// codes names the count of a user's wrong codes.
func codes(u *userpool.User) string { return u.Key() + "/codes" }

func (s *Service) failureLock(ctx context.Context, id string) error {
	f, err := s.Store.Failures.Get(ctx, id)
	if errors.Is(err, record.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("load wrong answers: %w", err)
	}
	return locked(f.Attempts, s.Now())
}

// missPassword counts a wrong password.
func (s *Service) missPassword(ctx context.Context, a *attempt) error {
	if a.unknown {
		return s.missIn(ctx, s.nobody(a), freePasswords)
	}
	_, err := s.Pools.Store.Users.Update(ctx, a.user.Key(), func(u *userpool.User) error {
		fail(&u.Attempts, freePasswords, s.Now())
		return nil
	})
	if errors.Is(err, record.ErrNotFound) {
		return nil // deleted meanwhile
	}
	return err
}

func (s *Service) missIn(ctx context.Context, id string, free int) error {
	change := func(f *Failures) error { fail(&f.Attempts, free, s.Now()); return nil }
	_, err := s.Store.Failures.Update(ctx, id, change)
	if !errors.Is(err, record.ErrNotFound) {
		return err
	}
	fresh := &Failures{ID: id}
	_ = change(fresh)
	if err = s.Store.Failures.Insert(ctx, fresh); errors.Is(err, record.ErrExists) {
		_, err = s.Store.Failures.Update(ctx, id, change)
	}
	return err
}

// forgiveCodes forgets wrong codes after a right one.
func (s *Service) forgiveCodes(ctx context.Context, u *userpool.User) error {
	return gone(s.Store.Failures.Delete(ctx, codes(u)))
}
