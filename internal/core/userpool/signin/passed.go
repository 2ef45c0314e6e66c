package signin

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/core/userpool/token"
)

// passed goes on behind the first factor: who has shown the password hears how the account stands.
func (s *Service) passed(ctx context.Context, a *attempt) (*Outcome, error) {
	if !a.user.Enabled() {
		return nil, notAuthorized("User is disabled.", nil)
	}
	switch a.user.Status {
	case userpool.ResetRequired:
		return nil, cognitoidp.PasswordResetRequiredException("Password reset required for the user")
	case userpool.Unconfirmed:
		return nil, cognitoidp.UserNotConfirmedException("User is not confirmed.")
	case userpool.ForceChangePassword:
		if a.user.TemporaryPasswordExpired(s.Now()) {
			return nil, notAuthorized("Temporary password has expired and must be reset by an administrator.", nil)
		}
		return s.demandPassword(a)
	case userpool.Confirmed:
		return s.secondFactor(ctx, a)
	}
	return nil, wrongPassword(nil)
}

// demandPassword asks for a password of the user's own, and for the attributes that the invitation left out.
func (s *Service) demandPassword(a *attempt) (*Outcome, error) {
	missing, given := []string{}, map[string]string{}
	for _, name := range a.pool.Required() {
		if a.user.Attributes.Get(name) == "" {
			missing = append(missing, attributePrefix+name)
		}
	}
	for _, x := range a.user.Attributes {
		if !strings.HasPrefix(x.Name, "dev:") {
			given[x.Name] = x.Value
		}
	}
	required, err := json.Marshal(missing)
	if err != nil {
		return nil, err
	}
	attributes, err := json.Marshal(given)
	if err != nil {
		return nil, err
	}
	return s.ask(a, "NEW_PASSWORD_REQUIRED", map[string]string{
		"requiredAttributes": string(required), "userAttributes": string(attributes),
	}, nil)
}

// ask sends a challenge with a session that fill completes.
func (s *Service) ask(a *attempt, name string, params map[string]string, fill func(*session)) (*Outcome, error) {
	next, err := s.newSession(a, name)
	if err != nil {
		return nil, err
	}
	if fill != nil {
		fill(next)
	}
	sealed, err := s.sealSession(next)
	if err != nil {
		return nil, err
	}
	if params == nil {
		params = map[string]string{}
	}
	params["USER_ID_FOR_SRP"] = a.user.Username
	return &Outcome{Challenge: name, Session: sealed, Params: params}, nil
}

// finish hands out the tokens. An account that was closed since the first factor gets none.
func (s *Service) finish(ctx context.Context, a *attempt) (*Outcome, error) {
	if !a.user.Enabled() {
		return nil, notAuthorized("User is disabled.", nil)
	}
	if a.user.Status != userpool.Confirmed {
		return s.passed(ctx, a)
	}
	if err := s.postAuthentication(ctx, a); err != nil {
		return nil, err
	}
	tokens, err := s.Issuer.Issue(ctx, a.client, a.user, token.Grant{EventID: a.eventID})
	if err != nil {
		return nil, err
	}
	return &Outcome{Tokens: tokens, Params: map[string]string{}}, nil
}
