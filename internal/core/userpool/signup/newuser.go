package signup

import (
	"context"
	"slices"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/ident"
	"github.com/sallyport/sallyport/internal/core/userpool"
)

// newUser makes a user of the name that was asked for, without password and status. Where people sign up by e-mail or phone
// number, the name is that attribute and the username is the sub.
func (s *Service) newUser(pool *userpool.Pool, name string, attributes userpool.Attributes) (*userpool.User, error) {
	sub, err := ident.UUID(s.Pools.Rand)
	if err != nil {
		return nil, err
	}
	// In a pool that does not tell upper from lower case the username is folded: what sign-in shows of it must not depend on how
	// it was once typed, or on whether anybody did. (That AWS answers it in lower case is unconfirmed.)
	u := &userpool.User{
		PoolID: pool.ID, Sub: sub, Username: pool.Fold(name), Attributes: attributes, Created: s.now(), Modified: s.now(),
	}
	if pool.ByContact() {
		err = nameByContact(pool, u, name)
	} else {
		err = checkUsername(pool, name)
	}
	if err != nil {
		return nil, err
	}
	// An empty value says nothing of a user that is not there yet.
	u.Attributes = slices.DeleteFunc(u.Attributes, func(a userpool.Attribute) bool { return a.Value == "" })
	if u.Attributes.Has(userpool.SubAttribute) {
		return nil, cognitoidp.InvalidParameterException("user.sub: Attribute cannot be updated.")
	}
	return u, pool.Conform(u.Attributes)
}

// nameByContact takes the name for the attribute that it looks like.
func nameByContact(pool *userpool.Pool, u *userpool.User, name string) error {
	attribute, err := contactOf(pool, name)
	if err != nil {
		return err
	}
	if given := u.Attributes.Get(attribute); given != "" && pool.Fold(given) != pool.Fold(name) {
		return cognitoidp.InvalidParameterException("The attribute " + attribute + " must be the same as the username.")
	}
	u.Username = u.Sub
	u.Attributes.Set(attribute, name)
	return nil
}

// contactOf says which attribute a name is, in a pool that takes contacts for usernames.
func contactOf(pool *userpool.Pool, name string) (string, error) {
	email := slices.Contains(pool.Settings.UsernameAttributes, userpool.Email)
	phone := slices.Contains(pool.Settings.UsernameAttributes, userpool.PhoneNumber)
	switch {
	case email && userpool.LooksLikeEmail(name):
		return userpool.Email, nil
	case phone && userpool.LooksLikePhone(name):
		return userpool.PhoneNumber, nil
	case email && phone:
		return "", cognitoidp.InvalidParameterException("Username should be either an email or a phone number.")
	case email:
		return "", cognitoidp.InvalidParameterException("Username should be an email.")
	}
	return "", cognitoidp.InvalidParameterException("Username should be a phone number.")
}

// checkUsername keeps usernames apart from aliases.
func checkUsername(pool *userpool.Pool, name string) error {
	switch {
	case pool.Alias(userpool.Email) && userpool.LooksLikeEmail(name):
		return cognitoidp.InvalidParameterException(
			"Username cannot be of email format, since user pool is configured for email alias.")
	case pool.Alias(userpool.PhoneNumber) && userpool.LooksLikePhone(name):
		return cognitoidp.InvalidParameterException(
			"Username cannot be of phone format, since user pool is configured for phone_number alias.")
	}
	return nil
}

// taken says whose name stands in the way of a user, so that the answer names it; nil if none does any more. The answer to a
// taken username differs between the operations.
func (s *Service) taken(ctx context.Context, pool *userpool.Pool, u *userpool.User, exists string) error {
	for _, attribute := range pool.Settings.UsernameAttributes {
		if holder, err := s.holder(ctx, pool, u, u.Attributes.Get(attribute)); err != nil || holder != nil {
			return orFailed(err, cognitoidp.UsernameExistsException("An account with the given "+attribute+" already exists."))
		}
	}
	if holder, err := s.holder(ctx, pool, u, u.Username); err != nil || holder != nil {
		return orFailed(err, cognitoidp.UsernameExistsException(exists))
	}
	for _, attribute := range pool.Settings.AliasAttributes {
		if attribute != userpool.PreferredUsername && !u.Verified(attribute) {
			continue
		}
		if holder, err := s.holder(ctx, pool, u, u.Attributes.Get(attribute)); err != nil || holder != nil {
			return orFailed(err, aliasExists(attribute))
		}
	}
	return nil
}

func orFailed(err error, exception *awsapi.Exception) error {
	if err != nil {
		return err
	}
	return exception
}

func aliasExists(attribute string) *awsapi.Exception {
	return cognitoidp.AliasExistsException("An account with the " + attribute + " already exists.")
}

// holder is another user who has the name; nil if nobody.
func (s *Service) holder(ctx context.Context, pool *userpool.Pool, u *userpool.User, name string) (*userpool.User, error) {
	if name == "" {
		return nil, nil
	}
	other, err := s.Pools.FindUser(ctx, pool, name)
	if awsapi.Code(err) == userpool.NoUser().Code || err == nil && other.Sub == u.Sub {
		return nil, nil
	}
	return other, err
}

// release takes the aliases that a user proved to be its own from whoever had them before.
func (s *Service) release(ctx context.Context, pool *userpool.Pool, u *userpool.User) error {
	for _, attribute := range []string{userpool.Email, userpool.PhoneNumber} {
		if !pool.Alias(attribute) || !u.Verified(attribute) {
			continue
		}
		holder, err := s.holder(ctx, pool, u, u.Attributes.Get(attribute))
		if err != nil {
			return err
		}
		if holder == nil {
			continue
		}
		_, err = s.Pools.ChangeUser(ctx, holder.Key(), func(h *userpool.User) error {
			h.Attributes.Set(userpool.VerifiedFlag(attribute), "false")
			h.SetLogins(pool)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
