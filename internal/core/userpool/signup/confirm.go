package signup

import (
	"context"
	"slices"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/userpool"
)

// The caps of an hour, for each user.
const (
	mostConfirmations   = 15
	mostResends         = 5
	mostVerifications   = 15
	mostCodeRequests    = 5
	mostRecoveries      = 20
	mostRecoveryGuesses = 20
	mostChanges         = 5
)

// ConfirmSignUp ends a sign-up by the code, which proves the contact it was sent to. With ForceAliasCreation the contact
// leaves whoever proved it earlier.
func (s *Service) ConfirmSignUp(
	ctx context.Context, in *cognitoidp.ConfirmSignUpRequest,
) (*cognitoidp.ConfirmSignUpResponse, error) {
	d, err := s.enter(ctx, in.ClientId, in.Username, in.SecretHash, always)
	if err != nil {
		return nil, err
	}
	u, err := s.user(ctx, d, in.Username)
	switch {
	case err != nil:
		return nil, err
	case (u == nil || u.Disabled) && d.client.HidesUsers():
		return nil, userpool.ExpiredCode()
	case u == nil:
		return nil, noCombination()
	case u.Disabled:
		return nil, disabled()
	}
	u, err = s.prove(ctx, d.pool, u, awsapi.Val(in.ForceAliasCreation), func(u *userpool.User) error {
		return s.confirmBy(u, d.pool, awsapi.Val(in.ConfirmationCode))
	})
	if err != nil {
		return nil, err
	}
	if err := s.confirmed(ctx, d.pool, u, d.client.ID, "ConfirmSignUp", in.ClientMetadata); err != nil {
		return nil, err
	}
	return &cognitoidp.ConfirmSignUpResponse{}, nil
}

// confirmable refuses whoever is past signing up.
func confirmable(u *userpool.User) error {
	if u.Status != userpool.Unconfirmed {
		return cognitoidp.NotAuthorizedException("User cannot be confirmed. Current status is " + string(u.Status))
	}
	return nil
}

func (s *Service) confirmBy(u *userpool.User, pool *userpool.Pool, digits string) error {
	if err := confirmable(u); err != nil {
		return err
	}
	if err := u.Count("ConfirmSignUp", mostConfirmations, s.now()); err != nil {
		return err
	}
	code, err := u.TryCode(userpool.ToConfirm, "", digits, s.now())
	if err != nil {
		return err
	}
	u.Status = userpool.Confirmed
	// Only the address that the code went to is proved; an administrator may have changed it since.
	if u.Attributes.Get(code.Attribute) == code.Value {
		u.Attributes.Set(userpool.VerifiedFlag(code.Attribute), "true")
	}
	u.DropCode(userpool.ToConfirm, "")
	u.SetLogins(pool)
	return nil
}

// prove changes a user in a way that may give it a name that somebody else has: by force it is taken from there, otherwise
// the step fails and may be tried again.
func (s *Service) prove(
	ctx context.Context, pool *userpool.Pool, u *userpool.User, force bool, judge func(*userpool.User) error,
) (*userpool.User, error) {
	var changed *userpool.User
	var verdict error
	err := s.Pools.Store.Tx.Tx(ctx, func(ctx context.Context) error {
		var wanted *userpool.User
		change := func() (err error) {
			changed, err = s.Pools.ChangeUser(ctx, u.Key(), func(u *userpool.User) error {
				verdict = judge(u)
				wanted = u
				return nil
			})
			return err
		}
		err := change()
		if !userpool.Taken(err) {
			return err
		}
		if !force {
			return s.aliasTaken(ctx, pool, wanted, err)
		}
		if err := s.release(ctx, pool, wanted); err != nil {
			return err
		}
		return change()
	})
	if err != nil {
		return nil, err
	}
	return changed, verdict
}

// aliasTaken names the alias that stands in a user's way.
func (s *Service) aliasTaken(ctx context.Context, pool *userpool.Pool, wanted *userpool.User, cause error) error {
	for _, attribute := range append(slices.Clone(pool.Settings.AliasAttributes), pool.Settings.UsernameAttributes...) {
		if pool.Alias(attribute) && attribute != userpool.PreferredUsername && !wanted.Verified(attribute) {
			continue // not a name yet
		}
		holder, err := s.holder(ctx, pool, wanted, wanted.Attributes.Get(attribute))
		if err != nil {
			return err
		}
		if holder != nil {
			return aliasExists(attribute)
		}
	}
	return cause
}

// AdminConfirmSignUp ends a sign-up without a code; it proves nothing.
func (s *Service) AdminConfirmSignUp(ctx context.Context, home userpool.Home, in *cognitoidp.AdminConfirmSignUpRequest) error {
	pool, u, err := s.Pools.PoolUser(ctx, home, awsapi.Val(in.UserPoolId), awsapi.Val(in.Username))
	if err != nil {
		return err
	}
	u, err = s.judged(ctx, u.Key(), func(u *userpool.User) error {
		if err := confirmable(u); err != nil {
			return err
		}
		u.Status = userpool.Confirmed
		u.DropCode(userpool.ToConfirm, "")
		return nil
	})
	if err != nil {
		return err
	}
	return s.confirmed(ctx, pool, u, "", "ConfirmSignUp", in.ClientMetadata)
}

// ResendConfirmationCode sends a new code to who has not confirmed yet.
func (s *Service) ResendConfirmationCode(
	ctx context.Context, in *cognitoidp.ResendConfirmationCodeRequest,
) (*cognitoidp.ResendConfirmationCodeResponse, error) {
	d, err := s.enter(ctx, in.ClientId, in.Username, in.SecretHash, always)
	if err != nil {
		return nil, err
	}
	if len(d.pool.Settings.AutoVerifiedAttributes) == 0 {
		return nil, noResend()
	}
	details, err := s.resend(ctx, d, in)
	if err != nil {
		return nil, err
	}
	return &cognitoidp.ResendConfirmationCodeResponse{CodeDeliveryDetails: details}, nil
}

func noResend() error {
	return cognitoidp.NotAuthorizedException("Cannot resend codes. Auto verification not turned on.")
}

func (s *Service) resend(
	ctx context.Context, d *door, in *cognitoidp.ResendConfirmationCodeRequest,
) (*cognitoidp.CodeDeliveryDetailsType, error) {
	if err := s.reachable(); err != nil { // for everybody alike: before it is known who there is
		return nil, err
	}
	u, err := s.user(ctx, d, in.Username)
	switch {
	case err != nil:
		return nil, err
	case (u == nil || u.Disabled) && d.client.HidesUsers():
		return s.pretend(ctx, d, awsapi.Val(in.Username), d.pool.AutoVerified(userpool.PhoneNumber))
	case u == nil:
		return nil, noCombination()
	case u.Disabled:
		return nil, disabled()
	}
	var digits string
	u, err = s.judged(ctx, u.Key(), func(u *userpool.User) (err error) {
		attribute := toProve(d.pool, u)
		switch {
		case u.Status != userpool.Unconfirmed:
			return cognitoidp.InvalidParameterException("User is already confirmed.")
		case attribute == "":
			return noResend()
		}
		if err := u.Count("ResendConfirmationCode", mostResends, s.now()); err != nil {
			return err
		}
		digits, err = s.newCode(u, userpool.ToConfirm, attribute)
		return err
	})
	switch {
	case d.client.HidesUsers() && awsapi.Code(err) == "LimitExceededException":
		return s.pretend(ctx, d, awsapi.Val(in.Username), d.pool.AutoVerified(userpool.PhoneNumber))
	case err != nil:
		return nil, err
	}
	return s.sendCode(ctx, d.notice(u, "ResendCode", in.ClientMetadata), u.Code(userpool.ToConfirm, ""), digits)
}
