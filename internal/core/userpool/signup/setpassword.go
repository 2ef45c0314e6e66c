package signup

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/userpool"
)

// AdminSetUserPassword gives a user a password: for good, or to be changed at the next sign-in.
func (s *Service) AdminSetUserPassword(
	ctx context.Context, home userpool.Home, in *cognitoidp.AdminSetUserPasswordRequest,
) error {
	pool, u, err := s.Pools.PoolUser(ctx, home, awsapi.Val(in.UserPoolId), awsapi.Val(in.Username))
	if err != nil {
		return err
	}
	clear, permanent := awsapi.Val(in.Password), awsapi.Val(in.Permanent)
	if err := checkPassword(pool, clear); err != nil {
		return err
	}
	if permanent && u.HadPassword(pool, clear) {
		return passwordReused()
	}
	proof, err := userpool.NewProof(pool, u.Username, clear, s.Pools.Rand)
	if err != nil {
		return err
	}
	_, err = s.Pools.ChangeUser(ctx, u.Key(), func(u *userpool.User) error {
		u.DropCode(userpool.ToRecover, "")
		if !permanent {
			u.SetTemporaryPassword(pool, proof, s.now())
			return nil
		}
		u.SetPassword(pool, proof, s.now())
		u.Status = userpool.Confirmed
		return nil
	})
	return err
}

// ChangePassword gives a user, who proves the old one, a new password.
func (s *Service) ChangePassword(ctx context.Context, in *cognitoidp.ChangePasswordRequest) error {
	v, err := s.Gate.Enter(ctx, awsapi.Val(in.AccessToken))
	if err != nil {
		return err
	}
	clear := awsapi.Val(in.ProposedPassword)
	if err := checkPassword(v.Pool, clear); err != nil {
		return err
	}
	// The attempt counts before it is judged, so that attempts side by side count too.
	u, err := s.judged(ctx, v.User.Key(), func(u *userpool.User) error {
		return u.Count("ChangePassword", mostChanges, s.now())
	})
	if err != nil {
		return err
	}
	if !u.Password.Matches(v.Pool, u.Username, awsapi.Val(in.PreviousPassword)) {
		return wrongPassword()
	}
	if u.HadPassword(v.Pool, clear) {
		return passwordReused()
	}
	proof, err := userpool.NewProof(v.Pool, u.Username, clear, s.Pools.Rand)
	if err != nil {
		return err
	}
	proved := u.Password.Verifier
	_, err = s.judged(ctx, u.Key(), func(u *userpool.User) error {
		if u.Password.Verifier != proved { // it was changed meanwhile: the one that was proved is the old one's no more
			return wrongPassword()
		}
		u.SetPassword(v.Pool, proof, s.now())
		return nil
	})
	return err
}

func wrongPassword() error {
	return cognitoidp.NotAuthorizedException("Incorrect username or password.")
}
