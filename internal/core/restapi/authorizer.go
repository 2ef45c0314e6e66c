package restapi

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/core/ident"
)

const maxAuthorizerTTL = 3600

func errAuthorizer() error {
	return apigateway.NotFoundException("Invalid Authorizer identifier specified")
}

// CreateAuthorizer adds an authorizer. An API that is not there is said to be a conflict.
func (s *Service) CreateAuthorizer(
	ctx context.Context, in *apigateway.CreateAuthorizerRequest,
) (*apigateway.Authorizer, error) {
	a := apigateway.Authorizer{
		Name: in.Name, Type: in.Type, ProviderARNs: in.ProviderARNs, AuthType: in.AuthType,
		AuthorizerUri: in.AuthorizerUri, AuthorizerCredentials: in.AuthorizerCredentials, IdentitySource: in.IdentitySource,
		IdentityValidationExpression: in.IdentityValidationExpression,
		AuthorizerResultTtlInSeconds: in.AuthorizerResultTtlInSeconds,
	}
	return within(ctx, s, func(ctx context.Context) (*apigateway.Authorizer, error) {
		err := s.own(ctx, in.RestApiId, apigateway.ConflictException(
			"Unable to complete operation due to concurrent modification. Please try again later."))
		if err != nil {
			return nil, err
		}
		return s.insertAuthorizer(ctx, *in.RestApiId, a)
	})
}

func (s *Service) insertAuthorizer(
	ctx context.Context, api string, a apigateway.Authorizer,
) (*apigateway.Authorizer, error) {
	completeAuthorizer(&a)
	if err := checkAuthorizer(&a); err != nil {
		return nil, err
	}
	list, err := rows(ctx, s.Store.Authorizers, api)
	if err != nil {
		return nil, fmt.Errorf("list the authorizers: %w", err)
	}
	for _, other := range list {
		if awsapi.Val(other.Document.Name) == *a.Name {
			return nil, apigateway.BadRequestException("Authorizer name must be unique. Authorizer " + *a.Name +
				" already exists in this RestApi.")
		}
	}
	id, err := ident.Short(s.Rand)
	if err != nil {
		return nil, err
	}
	a.Id = &id
	err = s.Store.Authorizers.Insert(ctx, &Row[apigateway.Authorizer]{APIID: api, Name: id, Document: a})
	if err != nil {
		return nil, fmt.Errorf("insert the authorizer: %w", err)
	}
	return &a, nil
}

// completeAuthorizer fills in what AWS fills in.
func completeAuthorizer(a *apigateway.Authorizer) {
	if awsapi.Val(a.AuthType) == "" {
		a.AuthType = awsapi.Ptr("custom")
		if awsapi.Val(a.Type) == authCognito {
			a.AuthType = awsapi.Ptr("cognito_user_pools")
		}
	}
	if awsapi.Val(a.IdentitySource) == "" && awsapi.Val(a.Type) != "REQUEST" {
		a.IdentitySource = awsapi.Ptr("method.request.header.Authorization")
	}
}

func checkAuthorizer(a *apigateway.Authorizer) error {
	bad := apigateway.BadRequestException
	ttl := awsapi.Val(a.AuthorizerResultTtlInSeconds)
	switch {
	case awsapi.Val(a.Name) == "":
		return bad("Authorizer name must be non-empty")
	case !slices.Contains([]string{"TOKEN", "REQUEST", authCognito}, awsapi.Val(a.Type)):
		return bad("Invalid authorizer type specified. Valid options are TOKEN,REQUEST,COGNITO_USER_POOLS")
	case ttl < 0 || ttl > maxAuthorizerTTL:
		return bad("Authorizer result TTL must be between 0 and 3600 seconds")
	case *a.Type == authCognito:
		return checkCognito(a)
	case awsapi.Val(a.AuthorizerUri) == "":
		return bad("Authorizer Uri must be non-empty")
	case *a.Type == "REQUEST" && awsapi.Val(a.IdentitySource) == "" && (a.AuthorizerResultTtlInSeconds == nil || ttl > 0):
		return bad("Identity source must be non-empty when authorization caching is enabled")
	}
	return nil
}

func checkCognito(a *apigateway.Authorizer) error {
	if len(a.ProviderARNs) == 0 {
		return apigateway.BadRequestException("Provider ARNs must be non-empty for an authorizer of type COGNITO_USER_POOLS")
	}
	for _, arn := range a.ProviderARNs {
		parts := strings.SplitN(arn, ":", 6)
		if len(parts) != 6 || parts[2] != "cognito-idp" || !strings.HasPrefix(parts[5], "userpool/") {
			return apigateway.BadRequestException("Invalid ARN specified in the request: " + arn)
		}
	}
	if _, ok := identityHeader(a); !ok {
		return apigateway.BadRequestException("Invalid identity source specified: " + awsapi.Val(a.IdentitySource))
	}
	return nil
}

// identityHeader is the header in which a token comes.
func identityHeader(a *apigateway.Authorizer) (string, bool) {
	name, ok := strings.CutPrefix(awsapi.Val(a.IdentitySource), "method.request.header.")
	return name, ok && name != "" && !strings.ContainsAny(name, ", ")
}

// GetAuthorizer reads an authorizer.
func (s *Service) GetAuthorizer(
	ctx context.Context, in *apigateway.GetAuthorizerRequest,
) (*apigateway.Authorizer, error) {
	row, err := get(ctx, s, s.Store.Authorizers, in.RestApiId, in.AuthorizerId, errAuthorizer())
	if err != nil {
		return nil, err
	}
	return &row.Document, nil
}

// GetAuthorizers lists the authorizers.
func (s *Service) GetAuthorizers(
	ctx context.Context, in *apigateway.GetAuthorizersRequest,
) (*apigateway.Authorizers, error) {
	items, next, err := page(ctx, s, s.Store.Authorizers, in.RestApiId, in.Position, in.Limit)
	if err != nil {
		return nil, err
	}
	return &apigateway.Authorizers{Items: items, Position: next}, nil
}

// UpdateAuthorizer patches an authorizer.
func (s *Service) UpdateAuthorizer(
	ctx context.Context, in *apigateway.UpdateAuthorizerRequest,
) (*apigateway.Authorizer, error) {
	return update(ctx, s, s.Store.Authorizers, in.RestApiId, in.AuthorizerId, errAuthorizer(),
		func(a *apigateway.Authorizer) error {
			if err := patchAuthorizer(a).apply(in.PatchOperations); err != nil {
				return err
			}
			completeAuthorizer(a)
			return checkAuthorizer(a)
		})
}

func patchAuthorizer(a *apigateway.Authorizer) *patchTable {
	return &patchTable{
		fields: []patchField{
			textField("/name", &a.Name), textField("/type", &a.Type), textField("/authType", &a.AuthType),
			textField("/authorizerUri", &a.AuthorizerUri),
			optionalField("/authorizerCredentials", &a.AuthorizerCredentials),
			optionalField("/identitySource", &a.IdentitySource),
			optionalField("/identityValidationExpression", &a.IdentityValidationExpression),
			numberField("/authorizerResultTtlInSeconds", &a.AuthorizerResultTtlInSeconds, 0, maxAuthorizerTTL,
				"Authorizer result TTL must be between 0 and 3600 seconds"),
		},
		other: func(op, path string, value *string) (bool, error) {
			if path != "/providerARNs" {
				return false, nil
			}
			if op != opAdd && op != opRemove {
				return true, apigateway.BadRequestException(
					"Invalid patch operation specified. Must be one of: [add, remove]")
			}
			return true, patchList(&a.ProviderARNs, op, awsapi.Val(value), value)
		},
	}
}

// DeleteAuthorizer deletes an authorizer that no method needs.
func (s *Service) DeleteAuthorizer(
	ctx context.Context, in *apigateway.DeleteAuthorizerRequest,
) (*apigateway.DeleteAuthorizerOutput, error) {
	return within(ctx, s, func(ctx context.Context) (*apigateway.DeleteAuthorizerOutput, error) {
		row, err := get(ctx, s, s.Store.Authorizers, in.RestApiId, in.AuthorizerId, errAuthorizer())
		if err != nil {
			return nil, err
		}
		user, err := s.methodThat(ctx, row.APIID, func(m *apigateway.Method) bool {
			return awsapi.Val(m.AuthorizerId) == row.Name
		})
		if err != nil {
			return nil, err
		}
		if user != "" {
			return nil, apigateway.ConflictException(fmt.Sprintf(
				"Cannot delete authorizer '%s', is referenced in method: %s", awsapi.Val(row.Document.Name), user))
		}
		return &apigateway.DeleteAuthorizerOutput{},
			remove(ctx, s, s.Store.Authorizers, in.RestApiId, in.AuthorizerId, errAuthorizer())
	})
}

// methodThat finds a method for which something is true, as AWS writes it: "/pets/GET", "//GET" on the root.
func (s *Service) methodThat(
	ctx context.Context, api string, is func(*apigateway.Method) bool,
) (string, error) {
	list, err := documents(ctx, s.Store.Resources, api)
	if err != nil {
		return "", fmt.Errorf("list the resources: %w", err)
	}
	sortResources(list)
	for _, r := range list {
		for _, verb := range sortedKeys(r.ResourceMethods) {
			m := r.ResourceMethods[verb]
			if is(&m) {
				return awsapi.Val(r.Path) + "/" + verb, nil
			}
		}
	}
	return "", nil
}
