package resource

import (
	"context"
	"io"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/ident"
	"github.com/sallyport/sallyport/internal/core/stack"
)

var userPoolClientSchema = schema{
	service: &cognitoidp.ServiceModel, input: "CreateUserPoolClientRequest",
	without: []string{"ClientSecret"}, required: []string{"UserPoolId"}, replace: []string{"UserPoolId", "GenerateSecret"},
}

// logicalName makes a name of a logical id and 12 letters and digits, as Cognito's resources get it.
func logicalName(rand io.Reader, _, logicalID string) (string, error) {
	suffix, err := ident.MixedSuffix(rand)
	return logicalID + "-" + suffix, err
}

// userPoolClient is AWS::Cognito::UserPoolClient.
func userPoolClient(api *cognitoidp.Guarded) stack.Type {
	return stack.Type{
		Name: "AWS::Cognito::UserPoolClient", Service: cognito, Schema: userPoolClientSchema.shape(),
		Attributes: []string{"ClientId", "ClientSecret", "Name"}, NameProperty: "ClientName", GenerateName: logicalName,
		Find: findClients(api),
		Create: func(ctx context.Context, s *stack.Step) (stack.Made, error) {
			in := &cognitoidp.CreateUserPoolClientRequest{}
			if err := userPoolClientSchema.fill("CreateUserPoolClientRequest", in, s.Properties); err != nil {
				return stack.Made{}, err
			}
			out, err := api.CreateUserPoolClient(ctx, in)
			if err != nil {
				return stack.Made{}, err
			}
			return madeClient(out.UserPoolClient), nil
		},
		Update: func(ctx context.Context, s *stack.Step) (stack.Made, error) {
			in := &cognitoidp.UpdateUserPoolClientRequest{}
			if err := userPoolClientSchema.fill("UpdateUserPoolClientRequest", in, s.Properties); err != nil {
				return stack.Made{}, err
			}
			in.ClientId = &s.PhysicalID
			out, err := api.UpdateUserPoolClient(ctx, in)
			if err != nil {
				return stack.Made{}, err
			}
			return madeClient(out.UserPoolClient), nil
		},
		Delete: func(ctx context.Context, s *stack.Step) error {
			_, err := api.DeleteUserPoolClient(ctx, &cognitoidp.DeleteUserPoolClientRequest{
				UserPoolId: awsapi.Ptr(s.Text("UserPoolId")), ClientId: &s.PhysicalID,
			})
			return gone(err)
		},
	}
}

// madeClient shows the secret of a client that has one.
func madeClient(c *cognitoidp.UserPoolClientType) stack.Made {
	m := stack.Made{PhysicalID: awsapi.Val(c.ClientId), Attributes: map[string]string{
		"ClientId": awsapi.Val(c.ClientId), "Name": awsapi.Val(c.ClientName),
	}}
	if c.ClientSecret != nil {
		m.Attributes["ClientSecret"] = *c.ClientSecret
	}
	return m
}
