package signin

import (
	"context"
	"crypto/subtle"
	"errors"
	"slices"

	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/core/userpool/factor"
)

// code is what the challenges for six digits share: a lock of the user's own, since a session dies of ten wrong answers but
// whoever has the password may begin another.
func code(response string, judge func(*Service, context.Context, *attempt) (*verdict, error)) challenge {
	return challenge{
		required: []string{response}, judge: judge,
		lock: func(s *Service, ctx context.Context, a *attempt) error { return s.failureLock(ctx, codes(a.user)) },
		miss: func(s *Service, ctx context.Context, a *attempt) error {
			return s.missIn(ctx, codes(a.user), freeCodes)
		},
		next: func(s *Service, ctx context.Context, a *attempt) (*Outcome, error) {
			if err := s.forgiveCodes(ctx, a.user); err != nil {
				return nil, err
			}
			return s.finish(ctx, a)
		},
	}
}

func smsCode() challenge { return code("SMS_MFA_CODE", (*Service).judgeSMS) }

func (s *Service) judgeSMS(_ context.Context, a *attempt) (*verdict, error) {
	if a.session.Code == "" || subtle.ConstantTimeCompare([]byte(a.session.Code), []byte(a.params["SMS_MFA_CODE"])) != 1 {
		return wrongCode("Invalid code or auth state for the user."), nil
	}
	return &verdict{}, nil
}

func softwareCode() challenge { return code("SOFTWARE_TOKEN_MFA_CODE", (*Service).judgeSoftware) }

func (s *Service) judgeSoftware(_ context.Context, a *attempt) (*verdict, error) {
	if !a.user.MFA.TOTPVerified {
		return nil, cognitoidp.SoftwareTokenMFANotFoundException("Software Token MFA has not been enabled by the userPool")
	}
	sent := a.params["SOFTWARE_TOKEN_MFA_CODE"]
	_, err := factor.Check(a.user.MFA.TOTPSecret, sent, s.Real(), a.user.MFA.TOTPStep)
	switch {
	case errors.Is(err, factor.ErrUsed):
		return nil, codeUsed()
	case errors.Is(err, factor.ErrMismatch):
		return wrongCode("Invalid code received for user"), nil
	case err != nil:
		return nil, err
	}
	return &verdict{change: func(u *userpool.User) error {
		// Again, since of two answers with one code only the first is good.
		step, err := factor.Check(u.MFA.TOTPSecret, sent, s.Real(), u.MFA.TOTPStep)
		if err != nil {
			return codeUsed()
		}
		u.MFA.TOTPStep = step
		return nil
	}}, nil
}

func codeUsed() error {
	return cognitoidp.ExpiredCodeException("Your software token has already been used once.")
}

// selectMFA lets the user choose among several factors.
func selectMFA() challenge {
	return challenge{
		required: []string{"ANSWER"},
		judge: func(_ *Service, _ context.Context, a *attempt) (*verdict, error) {
			if !slices.Contains(a.session.Choices, a.params["ANSWER"]) {
				return nil, cognitoidp.InvalidParameterException("Invalid MFA type selected.")
			}
			return &verdict{}, nil
		},
		next: func(s *Service, ctx context.Context, a *attempt) (*Outcome, error) {
			return s.challengeFactor(ctx, a, a.params["ANSWER"])
		},
	}
}
