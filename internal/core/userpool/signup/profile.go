package signup

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/userpool"
)

// GetUser shows a user what the client may read of it.
func (s *Service) GetUser(ctx context.Context, in *cognitoidp.GetUserRequest) (*cognitoidp.GetUserResponse, error) {
	v, err := s.Gate.Enter(ctx, awsapi.Val(in.AccessToken))
	if err != nil {
		return nil, err
	}
	factors, preferred := v.User.MFASettings()
	return &cognitoidp.GetUserResponse{
		Username: awsapi.Ptr(v.User.Username), UserAttributes: v.User.All().Wire(v.Client.MayRead),
		MFAOptions: v.User.MFAOptions(), PreferredMfaSetting: preferred, UserMFASettingList: factors,
	}, nil
}

// DeleteUser deletes the user whose token it is.
func (s *Service) DeleteUser(ctx context.Context, in *cognitoidp.DeleteUserRequest) error {
	v, err := s.Gate.Enter(ctx, awsapi.Val(in.AccessToken))
	if err != nil {
		return err
	}
	return s.Pools.DeleteUser(ctx, v.User)
}

// GlobalSignOut revokes everything that was granted to the user.
func (s *Service) GlobalSignOut(ctx context.Context, in *cognitoidp.GlobalSignOutRequest) error {
	v, err := s.Gate.Enter(ctx, awsapi.Val(in.AccessToken))
	if err != nil {
		return err
	}
	_, err = s.Pools.ChangeUser(ctx, v.User.Key(), func(u *userpool.User) error {
		u.SignOut(s.now())
		return nil
	})
	return err
}

// UpdateUserAttributes writes what the client may write, and sends a code to each new contact that the pool verifies.
func (s *Service) UpdateUserAttributes(
	ctx context.Context, in *cognitoidp.UpdateUserAttributesRequest,
) (*cognitoidp.UpdateUserAttributesResponse, error) {
	v, err := s.Gate.Enter(ctx, awsapi.Val(in.AccessToken))
	if err != nil {
		return nil, err
	}
	attributes := userpool.AttributesOf(in.UserAttributes)
	if err := v.Client.MayWrite(attributes.Names()); err != nil {
		return nil, err
	}
	sent, err := s.update(ctx, v.Pool, v.User, v.Client.ID, attributes, in.ClientMetadata)
	if err != nil {
		return nil, err
	}
	return &cognitoidp.UpdateUserAttributesResponse{CodeDeliveryDetailsList: sent}, nil
}

// AdminUpdateUserAttributes writes any attribute; what it calls verified needs no code.
func (s *Service) AdminUpdateUserAttributes(
	ctx context.Context, home userpool.Home, in *cognitoidp.AdminUpdateUserAttributesRequest,
) error {
	pool, u, err := s.Pools.PoolUser(ctx, home, awsapi.Val(in.UserPoolId), awsapi.Val(in.Username))
	if err != nil {
		return err
	}
	_, err = s.update(ctx, pool, u, "", userpool.AttributesOf(in.UserAttributes), in.ClientMetadata)
	return err
}

// DeleteUserAttributes takes away what the client may write.
func (s *Service) DeleteUserAttributes(ctx context.Context, in *cognitoidp.DeleteUserAttributesRequest) error {
	v, err := s.Gate.Enter(ctx, awsapi.Val(in.AccessToken))
	if err != nil {
		return err
	}
	if err := v.Client.MayWrite(in.UserAttributeNames); err != nil {
		return err
	}
	return s.remove(ctx, v.Pool, v.User, in.UserAttributeNames)
}

// AdminDeleteUserAttributes takes any attribute away that users may be without.
func (s *Service) AdminDeleteUserAttributes(
	ctx context.Context, home userpool.Home, in *cognitoidp.AdminDeleteUserAttributesRequest,
) error {
	pool, u, err := s.Pools.PoolUser(ctx, home, awsapi.Val(in.UserPoolId), awsapi.Val(in.Username))
	if err != nil {
		return err
	}
	return s.remove(ctx, pool, u, in.UserAttributeNames)
}

func (s *Service) remove(ctx context.Context, pool *userpool.Pool, u *userpool.User, names []string) error {
	var emptied userpool.Attributes
	for _, name := range names {
		emptied.Set(name, "")
	}
	_, err := s.update(ctx, pool, u, "", emptied, nil)
	return err
}
