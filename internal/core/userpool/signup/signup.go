package signup

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/userpool"
)

// SignUp makes a user who is to prove an e-mail address or phone number by the code that it sends.
func (s *Service) SignUp(ctx context.Context, in *cognitoidp.SignUpRequest) (*cognitoidp.SignUpResponse, error) {
	d, err := s.enter(ctx, in.ClientId, in.Username, in.SecretHash, open)
	if err != nil {
		return nil, err
	}
	u, err := s.applicant(d, in)
	if err != nil {
		return nil, err
	}
	// Who exists already is told before a trigger runs; what happens between this and the commit is told by the store.
	if err := s.taken(ctx, d.pool, u, userExists); err != nil {
		return nil, err
	}
	if err := s.preSignUp(ctx, d, u, in); err != nil {
		return nil, err
	}
	digits, err := s.admit(ctx, d.pool, u, *in.Password)
	if err != nil {
		return nil, err
	}
	out := &cognitoidp.SignUpResponse{UserConfirmed: awsapi.Ptr(u.Status == userpool.Confirmed), UserSub: awsapi.Ptr(u.Sub)}
	if u.Status == userpool.Confirmed {
		err = s.confirmed(ctx, d.pool, u, d.client.ID, "ConfirmSignUp", in.ClientMetadata)
	} else if code := u.Code(userpool.ToConfirm, ""); code != nil {
		out.CodeDeliveryDetails, err = s.sendCode(ctx, d.notice(u, "SignUp", in.ClientMetadata), code, digits)
	}
	if err != nil {
		return nil, err
	}
	return out, nil
}

const userExists = "User already exists"

// open says whether people may sign themselves up.
func open(pool *userpool.Pool) error {
	if awsapi.Val(awsapi.Val(pool.Settings.AdminCreateUserConfig).AllowAdminCreateUserOnly) {
		return cognitoidp.NotAuthorizedException("SignUp is not permitted for this user pool")
	}
	return nil
}

// applicant is who wants to sign up, if all rules agree.
func (s *Service) applicant(d *door, in *cognitoidp.SignUpRequest) (*userpool.User, error) {
	attributes := userpool.AttributesOf(in.UserAttributes)
	if err := d.client.MayWrite(attributes.Names()); err != nil {
		return nil, err
	}
	if d.pool.Alias(userpool.PreferredUsername) && attributes.Get(userpool.PreferredUsername) != "" {
		return nil, cognitoidp.InvalidParameterException("Preferred username cannot be provided for unconfirmed account, " +
			"since user pool is configured for preferred username alias.")
	}
	u, err := s.newUser(d.pool, awsapi.Val(in.Username), attributes)
	if err != nil {
		return nil, err
	}
	if in.Password == nil {
		return nil, cognitoidp.InvalidParameterException("1 validation error detected: Value null at 'password' failed to " +
			"satisfy constraint: Member must not be null")
	}
	if err := checkPassword(d.pool, *in.Password); err != nil {
		return nil, err
	}
	u.Status = userpool.Unconfirmed
	return u, d.pool.Complete(u.Attributes)
}

// admit stores a new user, with a code if there is something to prove. It answers the code's digits.
func (s *Service) admit(ctx context.Context, pool *userpool.Pool, u *userpool.User, clear string) (string, error) {
	proof, err := userpool.NewProof(pool, u.Username, clear, s.Pools.Rand)
	if err != nil {
		return "", err
	}
	u.SetPassword(pool, proof, s.now())
	var digits string
	if attribute := toProve(pool, u); attribute != "" && u.Status == userpool.Unconfirmed {
		if digits, err = s.newCode(u, userpool.ToConfirm, attribute); err != nil {
			return "", err
		}
	}
	u.SetLogins(pool)
	err = s.Pools.AddUser(ctx, u)
	if userpool.Taken(err) {
		if taken := s.taken(ctx, pool, u, userExists); taken != nil {
			return "", taken
		}
	}
	return digits, err
}

// toProve is the contact that a new user proves by the code, "" if the pool verifies none that it has. A phone number comes
// first.
func toProve(pool *userpool.Pool, u *userpool.User) string {
	for _, attribute := range []string{userpool.PhoneNumber, userpool.Email} {
		if pool.AutoVerified(attribute) && u.Attributes.Get(attribute) != "" {
			return attribute
		}
	}
	return ""
}

func (s *Service) newCode(u *userpool.User, purpose userpool.Purpose, attribute string) (string, error) {
	// Asked before anything is stored: a code that nobody can be told must not come into being.
	if err := s.reachable(); err != nil {
		return "", err
	}
	return u.NewCode(purpose, attribute, u.Attributes.Get(attribute), s.now(), s.Pools.Rand)
}
