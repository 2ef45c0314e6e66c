package signin

import (
	"context"
	"errors"
	"slices"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/userpool"
)

// challenge is what is a challenge's own.
type challenge struct {
	required []string // responses beside USERNAME
	// resume opens the session that the client brings back; nil takes it from the Session parameter.
	resume func(*Service, *attempt, string) (*session, error)
	// judge says whether the answer is right. It changes nothing; an error is an answer that cannot be judged.
	judge func(*Service, context.Context, *attempt) (*verdict, error)
	lock  func(*Service, context.Context, *attempt) error // refuses while locked; nil has no lock
	miss  func(*Service, context.Context, *attempt) error // counts a wrong answer for the lock
	next  func(*Service, context.Context, *attempt) (*Outcome, error)
}

// verdict is what becomes of an answer.
type verdict struct {
	wrong  error                      // what the client is told of a wrong answer
	change func(*userpool.User) error // what a right one changes of the user, in the commit that spends the session
	idle   func(*userpool.User) bool  // the change would change nothing; nil always changes
}

func challengeOf(name string) (challenge, error) {
	switch name {
	case "PASSWORD_VERIFIER":
		return passwordVerifier(), nil
	case "NEW_PASSWORD_REQUIRED":
		return newPassword(), nil
	case smsMFA:
		return smsCode(), nil
	case softwareMFA:
		return softwareCode(), nil
	case "SELECT_MFA_TYPE":
		return selectMFA(), nil
	case mfaSetup:
		return setUpMFA(), nil
	}
	return challenge{}, unserved("the challenge " + name)
}

// Answer answers RespondToAuthChallenge and AdminRespondToAuthChallenge.
func (s *Service) Answer(ctx context.Context, in Answer) (*Outcome, error) {
	a, err := s.enter(ctx, in.Admin, in.ClientID)
	if err != nil {
		return nil, err
	}
	c, err := challengeOf(in.Challenge)
	if err != nil {
		return nil, err
	}
	a.params, a.metadata = in.Responses, in.Metadata
	if err := a.require(append([]string{"USERNAME"}, c.required...)...); err != nil {
		return nil, err
	}
	if err := a.checkHash(a.params["USERNAME"]); err != nil {
		return nil, err
	}
	if err := s.takeUp(ctx, a, &c, in); err != nil {
		return nil, err
	}
	if err := a.noDevice(); err != nil {
		return nil, err
	}
	if err := s.settle(ctx, a, &c); err != nil {
		return nil, err
	}
	return c.next(s, ctx, a)
}

// takeUp opens the session and finds its user again.
func (s *Service) takeUp(ctx context.Context, a *attempt, c *challenge, in Answer) (err error) {
	if c.resume != nil {
		a.session, err = c.resume(s, a, in.Session)
	} else {
		a.session, err = s.openSession(in.Session, a.client.ID, in.Challenge)
	}
	if err != nil {
		return err
	}
	if err := s.whose(ctx, a); err != nil {
		return err
	}
	if !a.means(a.params["USERNAME"]) {
		return notAuthorized("Invalid session for the user.", errors.New("the session is another user's"))
	}
	return s.alive(ctx, a.session.ID)
}

// whose finds the user of a session, or the stand-in for one.
func (s *Service) whose(ctx context.Context, a *attempt) error {
	a.name, a.eventID = a.session.Name, a.session.EventID
	if a.unknown = a.session.Kind != known; a.unknown {
		a.user = s.standIn(a.pool, a.name)
		return nil
	}
	user, err := s.Pools.UserBySub(ctx, a.pool.ID, a.session.Sub)
	if awsapi.Code(err) == userpool.NoUser().Code {
		return wrongPassword(errors.New("the user was deleted"))
	}
	if err != nil {
		return err
	}
	if passwordMark(user) != a.session.Password {
		return notAuthorized("Invalid session for the user.", errors.New("the password was set anew"))
	}
	a.user = user
	return nil
}

// means says that a name is the session's user's: the one typed at first, or one of the user's own.
func (a *attempt) means(name string) bool {
	folded := a.pool.Fold(name)
	return folded == a.pool.Fold(a.session.Name) || slices.Contains(a.user.Logins, folded)
}

// settle judges the answer and writes down what became of it.
func (s *Service) settle(ctx context.Context, a *attempt, c *challenge) error {
	if c.lock != nil {
		if err := c.lock(s, ctx, a); err != nil {
			return err
		}
	}
	v, err := c.judge(s, ctx, a)
	if err != nil {
		return err
	}
	if v.wrong != nil {
		if err := s.regret(ctx, a, c); err != nil {
			return err
		}
		return v.wrong
	}
	return s.commit(ctx, a, c, v)
}

func (s *Service) regret(ctx context.Context, a *attempt, c *challenge) error {
	return s.Pools.Store.Tx.Tx(ctx, func(ctx context.Context) error {
		if err := s.blame(ctx, a.session); err != nil || c.miss == nil {
			return err
		}
		return c.miss(s, ctx, a)
	})
}

// commit spends the session together with what its answer changes. Answers that were tried at the same time count first:
// their wrongness may have ended the session, or locked the user.
func (s *Service) commit(ctx context.Context, a *attempt, c *challenge, v *verdict) error {
	return s.Pools.Store.Tx.Tx(ctx, func(ctx context.Context) error {
		if err := s.spend(ctx, a.session); err != nil {
			return err
		}
		if err := s.whose(ctx, a); err != nil {
			return err
		}
		if c.lock != nil {
			if err := c.lock(s, ctx, a); err != nil {
				return err
			}
		}
		if v.change == nil || v.idle != nil && v.idle(a.user) {
			return nil
		}
		user, err := s.Pools.Store.Users.Update(ctx, a.user.Key(), v.change)
		if err == nil {
			a.user = user
		}
		return err
	})
}

func wrongCode(sentence string) *verdict {
	return &verdict{wrong: cognitoidp.CodeMismatchException(sentence)}
}
