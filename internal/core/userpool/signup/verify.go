package signup

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/userpool"
)

// verifiable refuses all that is no contact.
func verifiable(attribute string) error {
	if attribute != userpool.Email && attribute != userpool.PhoneNumber {
		return cognitoidp.InvalidParameterException("Invalid attribute name. Only phone_number and email can be verified.")
	}
	return nil
}

// GetUserAttributeVerificationCode sends a code to a contact of the user, or to the one that waits to take its place.
func (s *Service) GetUserAttributeVerificationCode(
	ctx context.Context, in *cognitoidp.GetUserAttributeVerificationCodeRequest,
) (*cognitoidp.GetUserAttributeVerificationCodeResponse, error) {
	v, err := s.Gate.Enter(ctx, awsapi.Val(in.AccessToken))
	if err != nil {
		return nil, err
	}
	attribute := awsapi.Val(in.AttributeName)
	if err := verifiable(attribute); err != nil {
		return nil, err
	}
	if err := s.reachable(); err != nil {
		return nil, err
	}
	var digits string
	u, err := s.judged(ctx, v.User.Key(), func(u *userpool.User) (err error) {
		value := u.Attributes.Get(attribute)
		if waiting := u.Code(userpool.ToVerify, attribute); waiting != nil {
			value = waiting.Value
		}
		if value == "" {
			return cognitoidp.InvalidParameterException("User does not have an attribute " + attribute + " to verify.")
		}
		if err := u.Count("GetUserAttributeVerificationCode", mostCodeRequests, s.now()); err != nil {
			return err
		}
		digits, err = u.NewCode(userpool.ToVerify, attribute, value, s.now(), s.Pools.Rand)
		return err
	})
	if err != nil {
		return nil, err
	}
	n := notice{
		pool: v.Pool, clientID: v.Client.ID, user: u, step: "VerifyUserAttribute", metadata: in.ClientMetadata, name: u.Username,
	}
	sent, err := s.sendCode(ctx, n, u.Code(userpool.ToVerify, attribute), digits)
	if err != nil {
		return nil, err
	}
	return &cognitoidp.GetUserAttributeVerificationCodeResponse{CodeDeliveryDetails: sent}, nil
}

// VerifyUserAttribute takes the code as the proof that a contact is the user's. A contact that waited for it takes its place.
func (s *Service) VerifyUserAttribute(ctx context.Context, in *cognitoidp.VerifyUserAttributeRequest) error {
	v, err := s.Gate.Enter(ctx, awsapi.Val(in.AccessToken))
	if err != nil {
		return err
	}
	attribute := awsapi.Val(in.AttributeName)
	if err := verifiable(attribute); err != nil {
		return err
	}
	_, err = s.prove(ctx, v.Pool, v.User, false, func(u *userpool.User) error {
		if err := u.Count("VerifyUserAttribute", mostVerifications, s.now()); err != nil {
			return err
		}
		code, err := u.TryCode(userpool.ToVerify, attribute, awsapi.Val(in.Code), s.now())
		if err != nil {
			return err
		}
		u.Attributes.Set(attribute, code.Value)
		u.Attributes.Set(userpool.VerifiedFlag(attribute), "true")
		u.DropCode(userpool.ToVerify, attribute)
		u.SetLogins(v.Pool)
		return nil
	})
	return err
}
