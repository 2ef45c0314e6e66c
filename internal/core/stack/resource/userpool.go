package resource

import (
	"context"
	"fmt"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/stack"
)

// cognito is the name that failures give the service.
var cognito = cognitoidp.ServiceModel.ClientName

// userPoolSchema is AWS::Cognito::UserPool. Who signs in by what is decided when a pool is made.
var userPoolSchema = schema{
	service: &cognitoidp.ServiceModel, input: "CreateUserPoolRequest",
	rename: map[string]string{"UserPoolName": "PoolName"}, without: []string{"KeyConfiguration", "IssuerConfiguration"},
	fixed: []string{"AliasAttributes", "UsernameAttributes", "UsernameConfiguration"},
	extra: []stack.Property{
		{Name: "EnabledMfas", Shape: &stack.Shape{Kind: stack.List, Elem: &stack.Shape{Kind: stack.String}}},
	},
}

type poolType struct {
	api    *cognitoidp.Guarded
	issuer func(region, poolID string) string
}

func (p poolType) kind() stack.Type {
	return stack.Type{
		Name: "AWS::Cognito::UserPool", Service: cognito, Schema: userPoolSchema.shape(), Tags: "UserPoolTags",
		Attributes: []string{"Arn", "ProviderName", "ProviderURL", "UserPoolId"}, NameProperty: "UserPoolName",
		GenerateName: logicalName, Create: p.create, Update: p.update, Delete: p.delete, Find: p.find,
	}
}

func (p poolType) create(ctx context.Context, s *stack.Step) (stack.Made, error) {
	in := &cognitoidp.CreateUserPoolRequest{}
	if err := userPoolSchema.fill("CreateUserPoolRequest", in, s.Properties); err != nil {
		return stack.Made{}, err
	}
	if s.Properties.Get("EnabledMfas") != nil {
		in.MfaConfiguration = nil // comes with the factors, below
	}
	out, err := p.api.CreateUserPool(ctx, in)
	if err != nil {
		return stack.Made{}, err
	}
	if err := s.Initiated(ctx, *out.UserPool.Id); err != nil {
		return stack.Made{}, err
	}
	return p.made(s, out.UserPool), p.setMfa(ctx, s)
}

// made gives the attributes; the ARN is AWS's form of the id.
func (p poolType) made(s *stack.Step, pool *cognitoidp.UserPoolType) stack.Made {
	id := s.PhysicalID
	name := fmt.Sprintf("cognito-idp.%s.amazonaws.com/%s", s.Region, id)
	url := "https://" + name
	if p.issuer != nil {
		url = p.issuer(s.Region, id)
	}
	arn := fmt.Sprintf("arn:aws:cognito-idp:%s:%s:userpool/%s", s.Region, s.AccountID, id)
	if pool != nil && pool.Arn != nil {
		arn = *pool.Arn
	}
	return stack.Made{PhysicalID: id, Attributes: map[string]string{
		"Arn": arn, "ProviderName": name, "ProviderURL": url, "UserPoolId": id,
	}}
}

func (p poolType) update(ctx context.Context, s *stack.Step) (stack.Made, error) {
	in := &cognitoidp.UpdateUserPoolRequest{}
	if err := userPoolSchema.fill("UpdateUserPoolRequest", in, s.Properties); err != nil {
		return stack.Made{}, err
	}
	in.UserPoolId = &s.PhysicalID
	if s.Properties.Get("EnabledMfas") != nil {
		in.MfaConfiguration = nil
	}
	added, err := addedAttributes(s)
	if err != nil {
		return stack.Made{}, err
	}
	if _, err := p.api.UpdateUserPool(ctx, in); err != nil {
		return stack.Made{}, err
	}
	if len(added) > 0 {
		add := &cognitoidp.AddCustomAttributesRequest{UserPoolId: &s.PhysicalID, CustomAttributes: added}
		if _, err := p.api.AddCustomAttributes(ctx, add); err != nil {
			return stack.Made{}, err
		}
	}
	return p.made(s, nil), p.setMfa(ctx, s)
}

// setMfa says which second factors there are: CreateUserPool takes the mode alone.
func (p poolType) setMfa(ctx context.Context, s *stack.Step) error {
	factors := s.Properties.Get("EnabledMfas")
	if factors == nil {
		return nil
	}
	in := &cognitoidp.SetUserPoolMfaConfigRequest{UserPoolId: &s.PhysicalID}
	if mode := s.Text("MfaConfiguration"); mode != "" {
		in.MfaConfiguration = &mode
	}
	for _, f := range factors.Items {
		switch f.Text {
		case "SOFTWARE_TOKEN_MFA":
			in.SoftwareTokenMfaConfiguration = &cognitoidp.SoftwareTokenMfaConfigType{Enabled: awsapi.Ptr(true)}
		case "SMS_MFA":
			all := &cognitoidp.CreateUserPoolRequest{}
			if err := userPoolSchema.fill("CreateUserPoolRequest", all, s.Properties); err != nil {
				return err
			}
			in.SmsMfaConfiguration = &cognitoidp.SmsMfaConfigType{
				SmsAuthenticationMessage: all.SmsAuthenticationMessage, SmsConfiguration: all.SmsConfiguration,
			}
		default:
			return &stack.Refused{Message: "EnabledMfas: " + f.Text + " is not supported."}
		}
	}
	_, err := p.api.SetUserPoolMfaConfig(ctx, in)
	return err
}

// addedAttributes are the attributes that a changed Schema adds. Those a pool has stay what they are, also those that a
// failed update added.
func addedAttributes(s *stack.Step) ([]cognitoidp.SchemaAttributeType, error) {
	if s.Restoring {
		return nil, nil
	}
	known := map[string]string{}
	if before := s.Previous.Get("Schema"); before != nil {
		for _, a := range before.Items {
			name, _ := a.Get("Name").Scalar()
			known[name] = string(a.CanonicalJSON())
		}
	}
	in := &cognitoidp.CreateUserPoolRequest{}
	if err := userPoolSchema.fill("CreateUserPoolRequest", in, s.Properties); err != nil {
		return nil, err
	}
	var added []cognitoidp.SchemaAttributeType
	for i, a := range in.Schema {
		before, is := known[awsapi.Val(a.Name)]
		if is && before != string(s.Properties.Get("Schema").Items[i].CanonicalJSON()) {
			return nil, &stack.Refused{Message: "Existing schema attributes cannot be modified or deleted."}
		}
		if delete(known, awsapi.Val(a.Name)); !is {
			added = append(added, a)
		}
	}
	if len(known) > 0 {
		return nil, &stack.Refused{Message: "Existing schema attributes cannot be modified or deleted."}
	}
	return added, nil
}

func (p poolType) delete(ctx context.Context, s *stack.Step) error {
	_, err := p.api.DeleteUserPool(ctx, &cognitoidp.DeleteUserPoolRequest{UserPoolId: &s.PhysicalID})
	return gone(err)
}

// find looks for pools of the name that are no older than the step.
func (p poolType) find(ctx context.Context, s *stack.Step) (ids []string, err error) {
	in := &cognitoidp.ListUserPoolsRequest{MaxResults: awsapi.Ptr(int64(60))}
	for {
		out, err := p.api.ListUserPools(ctx, in)
		if err != nil {
			return nil, err
		}
		for _, pool := range out.UserPools {
			if awsapi.Val(pool.Name) == s.Text("UserPoolName") && sinceBegun(s, pool.CreationDate) {
				ids = append(ids, awsapi.Val(pool.Id))
			}
		}
		if in.NextToken = out.NextToken; in.NextToken == nil {
			return ids, nil
		}
	}
}
