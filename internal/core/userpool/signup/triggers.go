package signup

import (
	"context"
	"slices"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/core/userpool/trigger"
)

type preSignUpRequest struct {
	UserAttributes map[string]string `json:"userAttributes"`
	ValidationData map[string]string `json:"validationData"`
	ClientMetadata map[string]string `json:"clientMetadata,omitempty"`
}

type preSignUpResponse struct {
	AutoConfirmUser bool `json:"autoConfirmUser"`
	AutoVerifyEmail bool `json:"autoVerifyEmail"`
	AutoVerifyPhone bool `json:"autoVerifyPhone"`
}

// preSignUp asks the pool's function whether somebody may sign up, and whether without a code.
func (s *Service) preSignUp(ctx context.Context, d *door, u *userpool.User, in *cognitoidp.SignUpRequest) error {
	answer, err := s.beforeSignUp(ctx, d.pool, u, "PreSignUp_SignUp", d.client.ID, in.ValidationData, in.ClientMetadata)
	if err != nil {
		return err
	}
	for _, v := range []struct {
		asked     bool
		attribute string
	}{{answer.AutoVerifyEmail, userpool.Email}, {answer.AutoVerifyPhone, userpool.PhoneNumber}} {
		if !v.asked {
			continue
		}
		if u.Attributes.Get(v.attribute) == "" {
			return cognitoidp.InvalidLambdaResponseException("Cannot verify " + v.attribute + " of a user who has none.")
		}
		u.Attributes.Set(userpool.VerifiedFlag(v.attribute), "true")
	}
	if answer.AutoConfirmUser {
		u.Status = userpool.Confirmed
	}
	return nil
}

func (s *Service) beforeSignUp(
	ctx context.Context, pool *userpool.Pool, u *userpool.User, source, clientID string,
	validation []cognitoidp.AttributeType, metadata map[string]string,
) (preSignUpResponse, error) {
	var answer preSignUpResponse
	request := preSignUpRequest{UserAttributes: map[string]string{}, ClientMetadata: metadata}
	for _, a := range u.Attributes { // there is no sub or status before the user is there
		request.UserAttributes[a.Name] = a.Value
	}
	if len(validation) > 0 {
		request.ValidationData = map[string]string{}
		for _, v := range validation {
			request.ValidationData[awsapi.Val(v.Name)] = awsapi.Val(v.Value)
		}
	}
	err := s.Triggers.Run(ctx, trigger.Call{
		Pool: pool, Function: functions(pool).PreSignUp, Name: "PreSignUp", Source: source, Username: u.Username,
		ClientID: clientID, Request: request, Response: &answer,
	})
	return answer, err
}

func functions(pool *userpool.Pool) cognitoidp.LambdaConfigType {
	return awsapi.Val(pool.Settings.LambdaConfig)
}

type confirmedRequest struct {
	UserAttributes map[string]string `json:"userAttributes"`
	ClientMetadata map[string]string `json:"clientMetadata,omitempty"`
}

// confirmed tells the pool's function that a user has come so far. The user stays confirmed even if the function fails.
func (s *Service) confirmed(
	ctx context.Context, pool *userpool.Pool, u *userpool.User, clientID, step string, metadata map[string]string,
) error {
	return s.Triggers.Run(ctx, trigger.Call{
		Pool: pool, Function: functions(pool).PostConfirmation, Name: "PostConfirmation", Source: "PostConfirmation_" + step,
		Username: u.Username, ClientID: clientID, Response: &struct{}{},
		Request: confirmedRequest{UserAttributes: trigger.Attributes(u), ClientMetadata: metadata},
	})
}

// migration refuses to recover users that only another directory knows: the pool would have them brought over first.
func (s *Service) migration(pool *userpool.Pool) error {
	if functions(pool).UserMigration == nil {
		return nil
	}
	return cognitoidp.UnexpectedLambdaException("UserMigration invocation failed: users are not migrated here.")
}

// requiresProof says that a contact changes only once the new one was proved.
func requiresProof(pool *userpool.Pool, attribute string) bool {
	settings := awsapi.Val(pool.Settings.UserAttributeUpdateSettings)
	return slices.Contains(settings.AttributesRequireVerificationBeforeUpdate, attribute)
}
