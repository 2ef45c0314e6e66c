package signup

import (
	"context"
	"slices"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/core/userpool/password"
)

// AdminCreateUser makes a user with a temporary password and tells the user of it; or tells again, with another one.
func (s *Service) AdminCreateUser(
	ctx context.Context, home userpool.Home, in *cognitoidp.AdminCreateUserRequest,
) (*cognitoidp.AdminCreateUserResponse, error) {
	pool, err := s.Pools.Pool(ctx, home, awsapi.Val(in.UserPoolId))
	if err != nil {
		return nil, err
	}
	if awsapi.Val(in.MessageAction) != "SUPPRESS" {
		if err := s.reachable(); err != nil {
			return nil, err
		}
	}
	clear, err := s.temporaryPassword(pool, in.TemporaryPassword)
	if err != nil {
		return nil, err
	}
	invite := s.create
	if awsapi.Val(in.MessageAction) == "RESEND" {
		invite = s.reinvite
	}
	u, err := invite(ctx, pool, in, clear)
	if err != nil {
		return nil, err
	}
	if awsapi.Val(in.MessageAction) != "SUPPRESS" {
		if err := s.invitation(ctx, pool, u, in, clear); err != nil {
			return nil, err
		}
	}
	return &cognitoidp.AdminCreateUserResponse{User: u.Describe(nil)}, nil
}

// temporaryPassword is the one that was given, if it meets the policy, or a made one.
func (s *Service) temporaryPassword(pool *userpool.Pool, given *string) (string, error) {
	if awsapi.Val(given) == "" {
		return password.Generate(pool.PasswordPolicy(), s.Pools.Rand)
	}
	if why := password.Check(pool.PasswordPolicy(), *given); why != "" {
		return "", cognitoidp.InvalidPasswordException("Password did not conform with password policy: " + why)
	}
	return *given, nil
}

// create makes the user. What the schema requires may be missing: the first sign-in asks for it.
func (s *Service) create(
	ctx context.Context, pool *userpool.Pool, in *cognitoidp.AdminCreateUserRequest, clear string,
) (*userpool.User, error) {
	u, err := s.newUser(pool, awsapi.Val(in.Username), userpool.AttributesOf(in.UserAttributes))
	if err != nil {
		return nil, err
	}
	u.Status = userpool.ForceChangePassword
	force := awsapi.Val(in.ForceAliasCreation)
	if err := s.inTheWay(ctx, pool, u, force); err != nil {
		return nil, err
	}
	_, err = s.beforeSignUp(ctx, pool, u, "PreSignUp_AdminCreateUser", "", in.ValidationData, in.ClientMetadata)
	if err != nil {
		return nil, err
	}
	proof, err := userpool.NewProof(pool, u.Username, clear, s.Pools.Rand)
	if err != nil {
		return nil, err
	}
	u.SetTemporaryPassword(pool, proof, s.now())
	u.SetLogins(pool)
	err = s.Pools.Store.Tx.Tx(ctx, func(ctx context.Context) error {
		if force {
			if err := s.release(ctx, pool, u); err != nil {
				return err
			}
		}
		return s.Pools.InsertUser(ctx, u)
	})
	if userpool.Taken(err) {
		if why := s.taken(ctx, pool, u, accountExists); why != nil {
			return nil, why
		}
	}
	return u, err
}

const accountExists = "User account already exists"

// inTheWay is who has a name of the new user's, save for aliases that are taken by force.
func (s *Service) inTheWay(ctx context.Context, pool *userpool.Pool, u *userpool.User, force bool) error {
	err := s.taken(ctx, pool, u, accountExists)
	if force && awsapi.Code(err) == aliasExists("").Code {
		return nil
	}
	return err
}

// reinvite gives a user who has not come yet another temporary password and more time.
func (s *Service) reinvite(
	ctx context.Context, pool *userpool.Pool, in *cognitoidp.AdminCreateUserRequest, clear string,
) (*userpool.User, error) {
	u, err := s.Pools.FindUser(ctx, pool, awsapi.Val(in.Username))
	if err != nil {
		return nil, err
	}
	proof, err := userpool.NewProof(pool, u.Username, clear, s.Pools.Rand)
	if err != nil {
		return nil, err
	}
	return s.judged(ctx, u.Key(), func(u *userpool.User) error {
		if u.Status != userpool.ForceChangePassword {
			return cognitoidp.UnsupportedUserStateException("Resend not possible. " + u.Username + " status is not FORCE_CHANGE_PASSWORD")
		}
		u.SetTemporaryPassword(pool, proof, s.now())
		return nil
	})
}

// invitation tells the user of its temporary password by the media that were asked for, as far as the user has them.
func (s *Service) invitation(
	ctx context.Context, pool *userpool.Pool, u *userpool.User, in *cognitoidp.AdminCreateUserRequest, clear string,
) error {
	media := in.DesiredDeliveryMediums
	if len(media) == 0 {
		media = []string{channelSMS}
		if u.Attributes.Get(userpool.PhoneNumber) == "" {
			media = []string{channelEmail}
		}
	}
	n := notice{pool: pool, user: u, step: "AdminCreateUser", metadata: in.ClientMetadata, name: awsapi.Val(in.Username)}
	words, err := s.customised(ctx, n, invitationText(pool), false)
	if err != nil {
		return err
	}
	fill := strings.NewReplacer(codePlace, clear, namePlace, n.name).Replace
	for _, attribute := range []string{userpool.Email, userpool.PhoneNumber} {
		to := u.Attributes.Get(attribute)
		if to == "" || !slices.Contains(media, channelOf(attribute)) {
			continue
		}
		if err := s.deliver(ctx, pool, attribute, to, words, fill, clear); err != nil {
			return err
		}
	}
	return nil
}
