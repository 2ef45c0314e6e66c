package signin

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/core/userpool/trigger"
)

// served refuses pools whose functions would change what a sign-in gives, since they are not called: tokens without the
// claims that a function takes away would say too much.
func served(pool *userpool.Pool) error {
	config := awsapi.Val(pool.Settings.LambdaConfig)
	for _, f := range []struct {
		name string
		set  bool
	}{
		{"PreTokenGeneration", awsapi.Val(config.PreTokenGeneration) != "" || config.PreTokenGenerationConfig != nil},
		{"UserMigration", awsapi.Val(config.UserMigration) != ""},
	} {
		if f.set {
			return unserved("sign-in to a user pool with the trigger " + f.name)
		}
	}
	return nil
}

// preAuthentication asks the pool's function before a password is looked at.
func (s *Service) preAuthentication(ctx context.Context, a *attempt) error {
	if err := served(a.pool); err != nil {
		return err
	}
	type request struct {
		UserAttributes map[string]string `json:"userAttributes"`
		ValidationData map[string]string `json:"validationData"`
		UserNotFound   bool              `json:"userNotFound,omitempty"`
	}
	in := request{UserAttributes: map[string]string{}, ValidationData: a.metadata, UserNotFound: a.unknown}
	if !a.unknown {
		in.UserAttributes = trigger.Attributes(a.user)
	}
	return s.Triggers.Run(ctx, trigger.Call{
		Pool: a.pool, Function: awsapi.Val(a.pool.Settings.LambdaConfig).PreAuthentication, Name: "PreAuthentication",
		Source: "PreAuthentication_Authentication", Username: a.user.Username, ClientID: a.client.ID, Request: in, Response: &struct{}{},
	})
}

// postAuthentication tells the pool's function that somebody is about to get tokens.
func (s *Service) postAuthentication(ctx context.Context, a *attempt) error {
	type request struct {
		UserAttributes map[string]string `json:"userAttributes"`
		NewDeviceUsed  bool              `json:"newDeviceUsed"`
		ClientMetadata map[string]string `json:"clientMetadata,omitempty"`
	}
	return s.Triggers.Run(ctx, trigger.Call{
		Pool: a.pool, Function: awsapi.Val(a.pool.Settings.LambdaConfig).PostAuthentication, Name: "PostAuthentication",
		Source: "PostAuthentication_Authentication", Username: a.user.Username, ClientID: a.client.ID,
		Request:  request{UserAttributes: trigger.Attributes(a.user), ClientMetadata: a.metadata},
		Response: &struct{}{},
	})
}
