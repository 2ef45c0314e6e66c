package signin

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/core/userpool/factor"
)

// Enrolment is an authenticator app that a signed-in user is setting up. It stands apart from the user, whose old app is
// good until the new one has shown that it knows its secret.
type Enrolment struct {
	ID      string // the user's key
	Secret  string // encrypted by the store
	Expires time.Time
}

// EnrolmentSpec describes the table of enrolments.
func EnrolmentSpec() record.Spec[Enrolment] {
	return record.Spec[Enrolment]{
		Table: EnrolmentTable, Key: func(e *Enrolment) string { return e.ID },
		Indexes: []record.Index[Enrolment]{{Name: hours, Of: func(e *Enrolment) []string { return []string{hour(e.Expires)} }}},
		Secrets: func(e *Enrolment) []*string { return []*string{&e.Secret} },
	}
}

const enrolmentLifetime = 24 * time.Hour

// setUpMFA goes on when the app was set up by AssociateSoftwareToken and VerifySoftwareToken with the session's successors.
func setUpMFA() challenge {
	return challenge{
		judge: func(_ *Service, _ context.Context, a *attempt) (*verdict, error) {
			if !a.session.Verified {
				return nil, notAuthorized("Invalid session for the user.", errors.New("no software token was verified"))
			}
			return &verdict{}, nil
		},
		next: (*Service).finish,
	}
}

// Associate draws a secret for a signed-in user's app.
func (s *Service) Associate(ctx context.Context, pool *userpool.Pool, user *userpool.User) (secret string, err error) {
	if err := offersApp(pool); err != nil {
		return "", err
	}
	if secret, err = factor.Secret(s.Rand); err != nil {
		return "", err
	}
	row := &Enrolment{ID: user.Key(), Secret: secret, Expires: s.Now().Add(enrolmentLifetime).UTC()}
	_, err = s.Store.Enrolments.Update(ctx, row.ID, func(e *Enrolment) error { *e = *row; return nil })
	if errors.Is(err, record.ErrNotFound) {
		err = s.Store.Enrolments.Insert(ctx, row)
	}
	if err != nil {
		return "", fmt.Errorf("keep an enrolment: %w", err)
	}
	return secret, nil
}

func offersApp(pool *userpool.Pool) error {
	if !pool.SoftwareTokenMFA {
		return cognitoidp.SoftwareTokenMFANotFoundException("Software Token MFA has not been enabled by the userPool")
	}
	return nil
}

// AssociateSession draws a secret for the app of a user who must set one up to sign in. It travels in the session.
func (s *Service) AssociateSession(ctx context.Context, sealed string) (secret, next string, err error) {
	a, err := s.enrolling(ctx, sealed)
	if err != nil {
		return "", "", err
	}
	if secret, err = factor.Secret(s.Rand); err != nil {
		return "", "", err
	}
	out, err := s.ask(a, mfaSetup, nil, func(n *session) { n.Secret = secret })
	if err != nil {
		return "", "", err
	}
	return secret, out.Session, nil
}

// enrolling takes up a session of MFA_SETUP. The operations that use it name no client: the session does.
func (s *Service) enrolling(ctx context.Context, sealed string) (*attempt, error) {
	found, err := s.openAny(sealed, mfaSetup)
	if err != nil {
		return nil, err
	}
	a, err := s.enter(ctx, nil, found.ClientID)
	if err != nil {
		return nil, err
	}
	a.session = found
	if err := s.whose(ctx, a); err != nil {
		return nil, err
	}
	if err := s.alive(ctx, found.ID); err != nil {
		return nil, err
	}
	return a, offersApp(a.pool)
}

// Verify takes a signed-in user's app into service if its first code is right.
func (s *Service) Verify(ctx context.Context, user *userpool.User, code, name string) error {
	row, err := s.Store.Enrolments.Get(ctx, user.Key())
	if errors.Is(err, record.ErrNotFound) || err == nil && s.Now().After(row.Expires) {
		return cognitoidp.SoftwareTokenMFANotFoundException("User has not set up software token mfa")
	}
	if err != nil {
		return fmt.Errorf("load an enrolment: %w", err)
	}
	step, err := factor.Check(row.Secret, code, s.Real(), 0)
	if err != nil {
		return mismatch(err)
	}
	return s.Pools.Store.Tx.Tx(ctx, func(ctx context.Context) error {
		if err := s.Store.Enrolments.Delete(ctx, row.ID); err != nil {
			return err
		}
		_, err := s.Pools.Store.Users.Update(ctx, row.ID, func(u *userpool.User) error {
			u.MFA.TOTPSecret, u.MFA.TOTPVerified, u.MFA.TOTPStep, u.MFA.TOTPName = row.Secret, true, step, name
			return nil
		})
		return err
	})
}

func mismatch(err error) error {
	return cognitoidp.EnableSoftwareTokenMFAException("Code mismatch and fail enable Software Token MFA").Because(err)
}

// VerifySession takes the app of a user into service who must set one up to sign in, and answers the session that proves it.
func (s *Service) VerifySession(ctx context.Context, sealed, code, name string) (next string, err error) {
	a, err := s.enrolling(ctx, sealed)
	if err != nil {
		return "", err
	}
	if a.session.Secret == "" || a.session.Verified {
		return "", cognitoidp.SoftwareTokenMFANotFoundException("User has not set up software token mfa")
	}
	c := challenge{judge: func(*Service, context.Context, *attempt) (*verdict, error) {
		step, err := factor.Check(a.session.Secret, code, s.Real(), 0)
		if err != nil {
			return &verdict{wrong: mismatch(err)}, nil
		}
		return &verdict{change: func(u *userpool.User) error { return s.takeApp(a, u, step, name) }}, nil
	}}
	if err := s.settle(ctx, a, &c); err != nil {
		return "", err
	}
	out, err := s.ask(a, mfaSetup, nil, func(n *session) { n.Verified = true })
	if err != nil {
		return "", err
	}
	return out.Session, nil
}

// takeApp gives a user the first factor of two. A session from before the user had one does not replace it.
func (s *Service) takeApp(a *attempt, u *userpool.User, step int64, name string) error {
	if len(factors(a.pool, u)) > 0 {
		return notAuthorized("Invalid session for the user.", errors.New("the user has a factor already"))
	}
	u.MFA.TOTPSecret, u.MFA.TOTPVerified, u.MFA.TOTPStep, u.MFA.TOTPName = a.session.Secret, true, step, name
	u.MFA.Software = true
	return nil
}
