package signup

import (
	"context"
	"slices"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/userpool"
)

// ForgotPassword sends a code by which a user sets a new password.
func (s *Service) ForgotPassword(
	ctx context.Context, in *cognitoidp.ForgotPasswordRequest,
) (*cognitoidp.ForgotPasswordResponse, error) {
	d, err := s.enter(ctx, in.ClientId, in.Username, in.SecretHash, recoverable)
	if err != nil {
		return nil, err
	}
	if err := s.reachable(); err != nil { // for everybody alike: before it is known who there is
		return nil, err
	}
	u, err := s.user(ctx, d, in.Username)
	if err != nil {
		return nil, err
	}
	sent, err := s.recovery(ctx, d, u, in)
	if err != nil {
		return nil, err
	}
	return &cognitoidp.ForgotPasswordResponse{CodeDeliveryDetails: sent}, nil
}

func (s *Service) recovery(
	ctx context.Context, d *door, u *userpool.User, in *cognitoidp.ForgotPasswordRequest,
) (*cognitoidp.CodeDeliveryDetailsType, error) {
	if u == nil {
		if err := s.migration(d.pool); err != nil {
			return nil, err
		}
	}
	if why := unrecoverable(d.pool, u); why != nil {
		if d.client.HidesUsers() {
			return s.pretend(ctx, d, awsapi.Val(in.Username), prefersSMS(d.pool))
		}
		return nil, why
	}
	u, digits, err := s.recoveryCode(ctx, d.pool, u)
	switch {
	case d.client.HidesUsers() && refusesUser(err):
		return s.pretend(ctx, d, awsapi.Val(in.Username), prefersSMS(d.pool))
	case err != nil:
		return nil, err
	}
	return s.sendCode(ctx, d.notice(u, "ForgotPassword", in.ClientMetadata), u.Code(userpool.ToRecover, ""), digits)
}

// refusesUser says that an error is about this user: nobody else would be told it, so it tells that there is one. AWS is
// silent on what a client that hides its users answers then; ours answers what it answers for nobody.
func refusesUser(err error) bool {
	switch awsapi.Code(err) {
	case "LimitExceededException", "NotAuthorizedException", "InvalidParameterException":
		return true
	}
	return false
}

// recoverable refuses pools whose users ask an administrator.
func recoverable(pool *userpool.Pool) error {
	if slices.Contains(mechanisms(pool), "admin_only") {
		return cognitoidp.NotAuthorizedException("Contact administrator to reset password.")
	}
	return nil
}

// mechanisms are the ways to recover, the preferred first. A pool without a word on it sends an SMS if it can.
func mechanisms(pool *userpool.Pool) []string {
	setting := pool.Settings.AccountRecoverySetting
	if setting == nil || len(setting.RecoveryMechanisms) == 0 {
		return []string{"verified_phone_number", "verified_email"}
	}
	ordered := slices.Clone(setting.RecoveryMechanisms)
	slices.SortStableFunc(ordered, func(a, b cognitoidp.RecoveryOptionType) int {
		return int(awsapi.Val(a.Priority) - awsapi.Val(b.Priority))
	})
	names := make([]string, len(ordered))
	for i, m := range ordered {
		names[i] = awsapi.Val(m.Name)
	}
	return names
}

func prefersSMS(pool *userpool.Pool) bool {
	return pool.Settings.AccountRecoverySetting != nil && mechanisms(pool)[0] == "verified_phone_number"
}

// unrecoverable says why a user can have no code; a client that hides its users answers none of it.
func unrecoverable(pool *userpool.Pool, u *userpool.User) error {
	switch {
	case u == nil:
		return noCombination()
	case u.Disabled:
		return disabled()
	}
	return noContact(pool, u)
}

func noContact(pool *userpool.Pool, u *userpool.User) error {
	if recoveryContact(pool, u) == "" {
		return cognitoidp.InvalidParameterException("Cannot reset password for the user as there is no registered/verified email or phone_number")
	}
	return nil
}

// recoveryContact is where the code goes: a proved contact. Where the pool orders the ways, a phone that is the second factor
// is not the first one too.
func recoveryContact(pool *userpool.Pool, u *userpool.User) string {
	for _, m := range mechanisms(pool) {
		attribute := userpool.Email
		if m == "verified_phone_number" {
			if attribute = userpool.PhoneNumber; u.MFA.SMS && pool.Settings.AccountRecoverySetting != nil {
				continue
			}
		}
		if u.Verified(attribute) {
			return attribute
		}
	}
	return ""
}

// resettable refuses users who have no password of their own to forget.
func resettable(u *userpool.User) error {
	switch u.Status {
	case userpool.ForceChangePassword, userpool.ExternalProvider:
		return cognitoidp.NotAuthorizedException("User password cannot be reset in the current state.")
	}
	return nil
}

func (s *Service) recoveryCode(ctx context.Context, pool *userpool.Pool, u *userpool.User) (*userpool.User, string, error) {
	var digits string
	u, err := s.judged(ctx, u.Key(), func(u *userpool.User) (err error) {
		if err := resettable(u); err != nil {
			return err
		}
		if err := noContact(pool, u); err != nil { // it may have changed meanwhile
			return err
		}
		if err := u.Count("ForgotPassword", mostRecoveries, s.now()); err != nil {
			return err
		}
		u.DropCode(userpool.ToRecover, "")
		digits, err = s.newCode(u, userpool.ToRecover, recoveryContact(pool, u))
		return err
	})
	return u, digits, err
}

// ConfirmForgotPassword sets a new password by the code.
func (s *Service) ConfirmForgotPassword(
	ctx context.Context, in *cognitoidp.ConfirmForgotPasswordRequest,
) (*cognitoidp.ConfirmForgotPasswordResponse, error) {
	d, err := s.enter(ctx, in.ClientId, in.Username, in.SecretHash, always)
	if err != nil {
		return nil, err
	}
	if err := checkPassword(d.pool, awsapi.Val(in.Password)); err != nil {
		return nil, err
	}
	u, err := s.user(ctx, d, in.Username)
	if err != nil {
		return nil, err
	}
	name := awsapi.Val(in.Username)
	if u != nil {
		name = u.Username
	}
	// An unknown user costs as much time as a known one.
	proof, err := userpool.NewProof(d.pool, name, awsapi.Val(in.Password), s.Pools.Rand)
	if err != nil {
		return nil, err
	}
	if u, err = s.renew(ctx, d, u, in, proof); err != nil {
		return nil, err
	}
	if err := s.confirmed(ctx, d.pool, u, d.client.ID, "ConfirmForgotPassword", in.ClientMetadata); err != nil {
		return nil, err
	}
	return &cognitoidp.ConfirmForgotPasswordResponse{}, nil
}

func (s *Service) renew(
	ctx context.Context, d *door, u *userpool.User, in *cognitoidp.ConfirmForgotPasswordRequest, proof userpool.Proof,
) (*userpool.User, error) {
	switch {
	case u == nil && d.client.HidesUsers():
		return nil, userpool.WrongCode()
	case u == nil:
		return nil, noCombination()
	case u.Disabled && !d.client.HidesUsers():
		return nil, disabled()
	case (u.Disabled || u.Code(userpool.ToRecover, "") == nil) && d.client.HidesUsers():
		// What an unknown user is told: to those it must look like every other.
		return nil, userpool.WrongCode()
	}
	// Whoever has the code may know that the password was used before; others may not.
	digits, before := awsapi.Val(in.ConfirmationCode), *u
	before.Codes = slices.Clone(u.Codes)
	_, wrong := before.TryCode(userpool.ToRecover, "", digits, s.now())
	reused := wrong == nil && u.HadPassword(d.pool, awsapi.Val(in.Password))
	u, err := s.judged(ctx, u.Key(), func(u *userpool.User) error {
		if err := u.Count("ConfirmForgotPassword", mostRecoveryGuesses, s.now()); err != nil {
			return err
		}
		if _, err := u.TryCode(userpool.ToRecover, "", digits, s.now()); err != nil {
			return err
		}
		if reused {
			return passwordReused()
		}
		u.DropCode(userpool.ToRecover, "")
		u.SetPassword(d.pool, proof, s.now())
		u.Status = userpool.Confirmed
		return nil
	})
	if d.client.HidesUsers() && awsapi.Code(err) == "LimitExceededException" {
		return nil, userpool.WrongCode() // only a user has a limit
	}
	return u, err
}

func passwordReused() error {
	return cognitoidp.PasswordHistoryPolicyViolationException("Password has previously been used")
}

// AdminResetUserPassword makes a user choose a new password by a code.
func (s *Service) AdminResetUserPassword(
	ctx context.Context, home userpool.Home, in *cognitoidp.AdminResetUserPasswordRequest,
) error {
	pool, u, err := s.Pools.PoolUser(ctx, home, awsapi.Val(in.UserPoolId), awsapi.Val(in.Username))
	if err != nil {
		return err
	}
	if err := s.reachable(); err != nil {
		return err
	}
	if err := unrecoverable(pool, u); err != nil {
		return err
	}
	var digits string
	u, err = s.judged(ctx, u.Key(), func(u *userpool.User) (err error) {
		if err := resettable(u); err != nil {
			return err
		}
		u.DropCode(userpool.ToRecover, "")
		digits, err = s.newCode(u, userpool.ToRecover, recoveryContact(pool, u))
		u.Status = userpool.ResetRequired
		return err
	})
	if err != nil {
		return err
	}
	n := notice{pool: pool, user: u, step: "ForgotPassword", metadata: in.ClientMetadata, name: u.Username}
	_, err = s.sendCode(ctx, n, u.Code(userpool.ToRecover, ""), digits)
	return err
}
