package signin

import (
	"context"
	"errors"

	"github.com/sallyport/sallyport/internal/core/userpool"
)

// beginPassword judges a password that was sent as it is.
func (s *Service) beginPassword(ctx context.Context, a *attempt) (*Outcome, error) {
	if !a.user.Password.Matches(a.pool, a.user.Username, a.params["PASSWORD"]) || a.unknown {
		if err := s.missPassword(ctx, a); err != nil {
			return nil, err
		}
		return nil, wrongPassword(errors.New("the password is wrong"))
	}
	if err := s.forgive(ctx, a); err != nil {
		return nil, err
	}
	return s.passed(ctx, a)
}

// forgive forgets wrong passwords after a right one, unless those that were tried at the same time have locked the user.
func (s *Service) forgive(ctx context.Context, a *attempt) error {
	user, err := s.Pools.UserBySub(ctx, a.pool.ID, a.user.Sub)
	if err != nil {
		return err
	}
	if err := locked(user.Attempts, s.Now()); err != nil || user.Attempts.Failed == 0 {
		return err
	}
	a.user, err = s.Pools.Store.Users.Update(ctx, user.Key(), func(u *userpool.User) error {
		return forgivePassword(u, s)
	})
	return err
}

func forgivePassword(u *userpool.User, s *Service) error {
	if err := locked(u.Attempts, s.Now()); err != nil {
		return err
	}
	u.Attempts = userpool.Attempts{}
	return nil
}
