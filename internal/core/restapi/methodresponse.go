package restapi

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
)

func errStatus() error {
	return apigateway.NotFoundException("Invalid Response status code specified")
}

// PutMethodResponse declares what a method may answer with a status.
func (s *Service) PutMethodResponse(
	ctx context.Context, in *apigateway.PutMethodResponseRequest,
) (*apigateway.MethodResponse, error) {
	r := apigateway.MethodResponse{
		StatusCode: in.StatusCode, ResponseParameters: in.ResponseParameters, ResponseModels: in.ResponseModels,
	}
	for key := range r.ResponseParameters {
		if _, ok := responseHeader(key); !ok {
			return nil, errMapping(key)
		}
	}
	return within(ctx, s, func(ctx context.Context) (*apigateway.MethodResponse, error) {
		_, err := s.changeMethod(ctx, in.RestApiId, in.ResourceId, in.HttpMethod,
			func(_ *apigateway.Resource, m *apigateway.Method) error {
				if _, ok := m.MethodResponses[*in.StatusCode]; ok {
					return apigateway.ConflictException("Response already exists for this resource")
				}
				put(&m.MethodResponses, *in.StatusCode, r)
				return nil
			})
		if err != nil {
			return nil, err
		}
		return &r, s.checkModels(ctx, *in.RestApiId, r.ResponseModels)
	})
}

// checkModels makes sure that the models are there.
func (s *Service) checkModels(ctx context.Context, api string, models map[string]string) error {
	if len(models) == 0 {
		return nil
	}
	l, err := s.lookup(ctx, api)
	if err != nil {
		return err
	}
	for _, name := range models {
		if !l.models[name] {
			return apigateway.BadRequestException("Invalid model identifier specified: " + name)
		}
	}
	return nil
}

// GetMethodResponse reads a method response.
func (s *Service) GetMethodResponse(
	ctx context.Context, in *apigateway.GetMethodResponseRequest,
) (*apigateway.MethodResponse, error) {
	m, err := s.method(ctx, in.RestApiId, in.ResourceId, in.HttpMethod)
	if err != nil {
		return nil, err
	}
	r, ok := m.MethodResponses[awsapi.Val(in.StatusCode)]
	if !ok {
		return nil, errStatus()
	}
	return &r, nil
}

// DeleteMethodResponse deletes a method response.
func (s *Service) DeleteMethodResponse(
	ctx context.Context, in *apigateway.DeleteMethodResponseRequest,
) (*apigateway.DeleteMethodResponseOutput, error) {
	_, err := s.changeMethod(ctx, in.RestApiId, in.ResourceId, in.HttpMethod,
		func(_ *apigateway.Resource, m *apigateway.Method) error {
			if _, ok := m.MethodResponses[awsapi.Val(in.StatusCode)]; !ok {
				return errStatus()
			}
			delete(m.MethodResponses, *in.StatusCode)
			return nil
		})
	if err != nil {
		return nil, err
	}
	return &apigateway.DeleteMethodResponseOutput{}, nil
}

// changeMethodResponse changes a method response and checks the models it then names.
func (s *Service) changeMethodResponse(
	ctx context.Context, api, resource, verb, status *string, change func(*apigateway.MethodResponse) error,
) (*apigateway.MethodResponse, error) {
	return within(ctx, s, func(ctx context.Context) (*apigateway.MethodResponse, error) {
		m, err := s.changeMethod(ctx, api, resource, verb, func(_ *apigateway.Resource, m *apigateway.Method) error {
			r, ok := m.MethodResponses[awsapi.Val(status)]
			if !ok {
				return errStatus()
			}
			if err := change(&r); err != nil {
				return err
			}
			m.MethodResponses[*status] = r
			return nil
		})
		if err != nil {
			return nil, err
		}
		r := m.MethodResponses[*status]
		return &r, s.checkModels(ctx, *api, r.ResponseModels)
	})
}
