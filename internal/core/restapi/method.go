package restapi

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
)

// The kinds of authorization a method is configured with.
const (
	authNone    = "NONE"
	authIAM     = "AWS_IAM"
	authCustom  = "CUSTOM"
	authCognito = "COGNITO_USER_POOLS"
)

const anyMethod = "ANY"

var verbs = []string{"GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "HEAD", anyMethod}

func errMethod() error {
	return apigateway.NotFoundException("Invalid Method identifier specified")
}

// PutMethod adds a method to a resource.
func (s *Service) PutMethod(ctx context.Context, in *apigateway.PutMethodRequest) (*apigateway.Method, error) {
	m := apigateway.Method{
		HttpMethod: in.HttpMethod, AuthorizationType: in.AuthorizationType, AuthorizerId: in.AuthorizerId,
		ApiKeyRequired: in.ApiKeyRequired, OperationName: in.OperationName, RequestParameters: in.RequestParameters,
		RequestModels: in.RequestModels, RequestValidatorId: in.RequestValidatorId,
		AuthorizationScopes: in.AuthorizationScopes,
	}
	if m.ApiKeyRequired == nil {
		m.ApiKeyRequired = awsapi.Ptr(false)
	}
	return within(ctx, s, func(ctx context.Context) (*apigateway.Method, error) {
		if err := s.own(ctx, in.RestApiId, errResource()); err != nil {
			return nil, err
		}
		_, err := update(ctx, s, s.Store.Resources, in.RestApiId, in.ResourceId, errResource(),
			func(r *apigateway.Resource) error { return addMethod(r, m) })
		if err != nil {
			return nil, err
		}
		return s.settleMethod(ctx, in.RestApiId, in.ResourceId, in.HttpMethod)
	})
}

func addMethod(r *apigateway.Resource, m apigateway.Method) error {
	verb := awsapi.Val(m.HttpMethod)
	if !slices.Contains(verbs, verb) {
		return apigateway.BadRequestException("Invalid HttpMethod specified. Valid options are " + strings.Join(verbs, ","))
	}
	if _, ok := r.ResourceMethods[verb]; ok {
		return apigateway.ConflictException("Method already exists for this resource")
	}
	put(&r.ResourceMethods, verb, m)
	return nil
}

// settleMethod checks a method that was just written, within the same transaction, and drops what its kind of
// authorization has no use for.
func (s *Service) settleMethod(ctx context.Context, api, resource, verb *string) (*apigateway.Method, error) {
	l, err := s.lookup(ctx, awsapi.Val(api))
	if err != nil {
		return nil, err
	}
	return s.changeMethod(ctx, api, resource, verb, func(_ *apigateway.Resource, m *apigateway.Method) error {
		return l.settle(m)
	})
}

// lookup is what methods refer to in their API.
type lookup struct {
	authorizers map[string]apigateway.Authorizer // by id
	models      map[string]bool                  // by name
	validators  map[string]bool                  // by id
}

func (s *Service) lookup(ctx context.Context, api string) (*lookup, error) {
	l := &lookup{authorizers: map[string]apigateway.Authorizer{}, models: map[string]bool{}, validators: map[string]bool{}}
	authorizers, err := rows(ctx, s.Store.Authorizers, api)
	if err != nil {
		return nil, fmt.Errorf("list the authorizers: %w", err)
	}
	for _, a := range authorizers {
		l.authorizers[a.Name] = a.Document
	}
	models, err := rows(ctx, s.Store.Models, api)
	if err != nil {
		return nil, fmt.Errorf("list the models: %w", err)
	}
	for _, m := range models {
		l.models[m.Name] = true
	}
	validators, err := rows(ctx, s.Store.Validators, api)
	if err != nil {
		return nil, fmt.Errorf("list the validators: %w", err)
	}
	for _, v := range validators {
		l.validators[v.Name] = true
	}
	return l, nil
}

func (l *lookup) settle(m *apigateway.Method) error {
	if err := l.settleAuthorization(m); err != nil {
		return err
	}
	if awsapi.Val(m.RequestValidatorId) == "" {
		m.RequestValidatorId = nil
	} else if !l.validators[*m.RequestValidatorId] {
		return apigateway.BadRequestException("Invalid Request Validator identifier specified")
	}
	for contentType, name := range m.RequestModels {
		if name == "" {
			delete(m.RequestModels, contentType)
		} else if !l.models[name] {
			return apigateway.BadRequestException("Invalid model identifier specified: " + name)
		}
	}
	return checkRequestParameters(m.RequestParameters)
}

func (l *lookup) settleAuthorization(m *apigateway.Method) error {
	kind := awsapi.Val(m.AuthorizationType)
	switch kind {
	case authNone, authIAM:
		m.AuthorizerId = nil
		return nil
	case authCustom, authCognito:
	default:
		return apigateway.BadRequestException("Invalid authorization type specified. Valid options are " +
			"NONE,AWS_IAM,CUSTOM,COGNITO_USER_POOLS")
	}
	a, ok := l.authorizers[awsapi.Val(m.AuthorizerId)]
	// An authorizer of the other kind would be asked questions it cannot answer.
	if !ok || (kind == authCognito) != (awsapi.Val(a.Type) == authCognito) {
		return apigateway.BadRequestException("Invalid authorizer ID specified. Setting the authorization type to CUSTOM or" +
			" COGNITO_USER_POOLS requires a valid authorizer.")
	}
	return nil
}

// checkRequestParameters checks names such as method.request.header.X-Tenant.
func checkRequestParameters(parameters map[string]bool) error {
	seen := map[string]bool{}
	for key := range parameters {
		_, name, ok := requestParameter(key)
		if !ok {
			return errMapping(key)
		}
		if seen[name] {
			return apigateway.BadRequestException("Parameter names must be unique across querystring, header and path")
		}
		seen[name] = true
	}
	return nil
}

// requestParameter takes the name of a method's request parameter apart.
func requestParameter(key string) (in, name string, ok bool) {
	rest, ok := strings.CutPrefix(key, "method.request.")
	if !ok {
		return "", "", false
	}
	in, name, ok = strings.Cut(rest, ".")
	return in, name, ok && name != "" && (in == "header" || in == "path" || in == "querystring")
}

func errMapping(expression string) error {
	return apigateway.BadRequestException(fmt.Sprintf("Invalid mapping expression specified: Validation Result: warnings : "+
		"[], errors : [Invalid mapping expression specified: %s]", expression))
}

// method reads a method of the caller's API.
func (s *Service) method(ctx context.Context, api, resource, verb *string) (*apigateway.Method, error) {
	row, err := get(ctx, s, s.Store.Resources, api, resource, errResource())
	if err != nil {
		return nil, err
	}
	m, ok := row.Document.ResourceMethods[awsapi.Val(verb)]
	if !ok {
		return nil, errMethod()
	}
	return &m, nil
}

// changeMethod changes a method of the caller's API.
func (s *Service) changeMethod(
	ctx context.Context, api, resource, verb *string, change func(*apigateway.Resource, *apigateway.Method) error,
) (*apigateway.Method, error) {
	var out apigateway.Method
	_, err := update(ctx, s, s.Store.Resources, api, resource, errResource(), func(r *apigateway.Resource) error {
		m, ok := r.ResourceMethods[awsapi.Val(verb)]
		if !ok {
			return errMethod()
		}
		if err := change(r, &m); err != nil {
			return err
		}
		r.ResourceMethods[*verb] = m
		out = shownMethod(m)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &out, nil
}

// GetMethod reads a method with its integration and responses.
func (s *Service) GetMethod(ctx context.Context, in *apigateway.GetMethodRequest) (*apigateway.Method, error) {
	m, err := s.method(ctx, in.RestApiId, in.ResourceId, in.HttpMethod)
	if err != nil {
		return nil, err
	}
	return awsapi.Ptr(shownMethod(*m)), nil
}

func shownMethod(m apigateway.Method) apigateway.Method {
	if m.MethodIntegration != nil {
		m.MethodIntegration = shownIntegration(m.MethodIntegration)
	}
	return m
}

// DeleteMethod deletes a method.
func (s *Service) DeleteMethod(
	ctx context.Context, in *apigateway.DeleteMethodRequest,
) (*apigateway.DeleteMethodOutput, error) {
	_, err := update(ctx, s, s.Store.Resources, in.RestApiId, in.ResourceId, errResource(),
		func(r *apigateway.Resource) error {
			if _, ok := r.ResourceMethods[awsapi.Val(in.HttpMethod)]; !ok {
				return errMethod()
			}
			delete(r.ResourceMethods, *in.HttpMethod)
			return nil
		})
	if err != nil {
		return nil, err
	}
	return &apigateway.DeleteMethodOutput{}, nil
}
