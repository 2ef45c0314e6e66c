package signin

import (
	"context"
	"slices"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/core/userpool/password"
)

const attributePrefix = "userAttributes."

// newPassword lets an invited user choose a password and complete the account.
func newPassword() challenge {
	return challenge{required: []string{"NEW_PASSWORD"}, judge: (*Service).judgeNewPassword, next: (*Service).secondFactor}
}

func (s *Service) judgeNewPassword(_ context.Context, a *attempt) (*verdict, error) {
	added, err := a.addedAttributes()
	if err != nil {
		return nil, err
	}
	clear := a.params["NEW_PASSWORD"]
	if reason := password.Check(a.pool.PasswordPolicy(), clear); reason != "" {
		return nil, cognitoidp.InvalidPasswordException("Password did not conform with policy: " + reason)
	}
	if a.user.HadPassword(a.pool, clear) {
		return nil, cognitoidp.PasswordHistoryPolicyViolationException("Password has previously been used")
	}
	proof, err := userpool.NewProof(a.pool, a.user.Username, clear, s.Rand)
	if err != nil {
		return nil, err
	}
	return &verdict{change: func(u *userpool.User) error {
		if u.Status != userpool.ForceChangePassword {
			return notAuthorized("Invalid session for the user.", nil)
		}
		for _, x := range added {
			u.Attributes.Set(x.Name, x.Value)
		}
		u.SetPassword(a.pool, proof, s.Now())
		u.Status, u.Modified = userpool.Confirmed, s.Now().UTC()
		u.SetLogins(a.pool)
		return nil
	}}, nil
}

// addedAttributes are what the user adds to the account: what was missing must come, what is there must not.
func (a *attempt) addedAttributes() (userpool.Attributes, error) {
	var added userpool.Attributes
	for key, value := range a.params {
		if name, ok := strings.CutPrefix(key, attributePrefix); ok {
			added = append(added, userpool.Attribute{Name: name, Value: value})
		}
	}
	slices.SortFunc(added, func(x, y userpool.Attribute) int { return strings.Compare(x.Name, y.Name) })
	if err := a.client.MayWrite(added.Names()); err != nil {
		return nil, err
	}
	for _, x := range added {
		if a.user.Attributes.Get(x.Name) == "" {
			continue
		}
		if err := a.pool.Changeable([]string{x.Name}); err != nil {
			return nil, cognitoidp.InvalidParameterException("Cannot modify the non-mutable attribute " + x.Name).Because(err)
		}
		return nil, notAuthorized("Cannot modify an already provided "+x.Name, nil)
	}
	for _, name := range a.pool.Required() {
		if a.user.Attributes.Get(name) == "" && added.Get(name) == "" {
			return nil, cognitoidp.InvalidParameterException("Invalid attributes given, " + name + " is missing")
		}
	}
	return added, a.pool.Conform(added)
}
