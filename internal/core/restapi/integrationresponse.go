package restapi

import (
	"context"
	"fmt"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
)

// PutIntegrationResponse says how what a backend answers becomes the method's answer.
func (s *Service) PutIntegrationResponse(
	ctx context.Context, in *apigateway.PutIntegrationResponseRequest,
) (*apigateway.IntegrationResponse, error) {
	r := apigateway.IntegrationResponse{
		StatusCode: in.StatusCode, SelectionPattern: in.SelectionPattern, ResponseParameters: in.ResponseParameters,
		ResponseTemplates: in.ResponseTemplates, ContentHandling: in.ContentHandling,
	}
	_, err := s.changeMethod(ctx, in.RestApiId, in.ResourceId, in.HttpMethod,
		func(_ *apigateway.Resource, m *apigateway.Method) error {
			if m.MethodIntegration == nil {
				return errIntegration()
			}
			return putIntegrationResponse(m, r)
		})
	if err != nil {
		return nil, err
	}
	return &r, nil
}

// putIntegrationResponse checks an integration response and puts it into the method.
func putIntegrationResponse(m *apigateway.Method, r apigateway.IntegrationResponse) error {
	if err := checkContentHandling(r.ContentHandling); err != nil {
		return err
	}
	if err := checkContentTypes(r.ResponseTemplates); err != nil {
		return err
	}
	declared := m.MethodResponses[*r.StatusCode].ResponseParameters
	for target, source := range r.ResponseParameters {
		if _, err := responseMapping(target, source); err != nil {
			return errMapping(source)
		}
		if _, ok := declared[target]; !ok {
			return apigateway.BadRequestException(fmt.Sprintf("Invalid mapping expression specified: Validation Result: "+
				"warnings : [], errors : [Invalid mapping expression parameter specified: %s]", target))
		}
	}
	put(&m.MethodIntegration.IntegrationResponses, *r.StatusCode, r)
	return nil
}

// responseHeader takes the name out of method.response.header.X.
func responseHeader(key string) (string, bool) {
	name, ok := strings.CutPrefix(key, "method.response.header.")
	return name, ok && name != ""
}

func integrationResponse(m *apigateway.Method, status *string) (*apigateway.IntegrationResponse, error) {
	if m.MethodIntegration == nil {
		return nil, errIntegration()
	}
	r, ok := m.MethodIntegration.IntegrationResponses[awsapi.Val(status)]
	if !ok {
		return nil, errStatus()
	}
	return &r, nil
}

// GetIntegrationResponse reads an integration response.
func (s *Service) GetIntegrationResponse(
	ctx context.Context, in *apigateway.GetIntegrationResponseRequest,
) (*apigateway.IntegrationResponse, error) {
	m, err := s.method(ctx, in.RestApiId, in.ResourceId, in.HttpMethod)
	if err != nil {
		return nil, err
	}
	return integrationResponse(m, in.StatusCode)
}

// DeleteIntegrationResponse deletes an integration response. Here a method that is not there is called an integration.
func (s *Service) DeleteIntegrationResponse(
	ctx context.Context, in *apigateway.DeleteIntegrationResponseRequest,
) (*apigateway.DeleteIntegrationResponseOutput, error) {
	_, err := update(ctx, s, s.Store.Resources, in.RestApiId, in.ResourceId, errResource(),
		func(r *apigateway.Resource) error {
			m := r.ResourceMethods[awsapi.Val(in.HttpMethod)]
			if _, err := integrationResponse(&m, in.StatusCode); err != nil {
				return err
			}
			delete(m.MethodIntegration.IntegrationResponses, *in.StatusCode)
			return nil
		})
	if err != nil {
		return nil, err
	}
	return &apigateway.DeleteIntegrationResponseOutput{}, nil
}
