package restapi

import (
	"context"
	"fmt"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/core/ident"
)

func errValidator() error {
	return apigateway.NotFoundException("Invalid Request Validator identifier specified")
}

// CreateRequestValidator adds a request validator.
func (s *Service) CreateRequestValidator(
	ctx context.Context, in *apigateway.CreateRequestValidatorRequest,
) (*apigateway.RequestValidator, error) {
	return within(ctx, s, func(ctx context.Context) (*apigateway.RequestValidator, error) {
		err := s.own(ctx, in.RestApiId, apigateway.BadRequestException("Invalid REST API identifier specified"))
		if err != nil {
			return nil, err
		}
		return s.insertValidator(ctx, *in.RestApiId, apigateway.RequestValidator{
			Name:                      in.Name,
			ValidateRequestBody:       awsapi.Ptr(awsapi.Val(in.ValidateRequestBody)),
			ValidateRequestParameters: awsapi.Ptr(awsapi.Val(in.ValidateRequestParameters)),
		})
	})
}

func (s *Service) insertValidator(
	ctx context.Context, api string, v apigateway.RequestValidator,
) (*apigateway.RequestValidator, error) {
	id, err := ident.Short(s.Rand)
	if err != nil {
		return nil, err
	}
	v.Id = &id
	err = s.Store.Validators.Insert(ctx, &Row[apigateway.RequestValidator]{APIID: api, Name: id, Document: v})
	if err != nil {
		return nil, fmt.Errorf("insert the validator: %w", err)
	}
	return &v, nil
}

// GetRequestValidator reads a request validator.
func (s *Service) GetRequestValidator(
	ctx context.Context, in *apigateway.GetRequestValidatorRequest,
) (*apigateway.RequestValidator, error) {
	row, err := get(ctx, s, s.Store.Validators, in.RestApiId, in.RequestValidatorId, errValidator())
	if err != nil {
		return nil, err
	}
	return &row.Document, nil
}

// GetRequestValidators lists the request validators.
func (s *Service) GetRequestValidators(
	ctx context.Context, in *apigateway.GetRequestValidatorsRequest,
) (*apigateway.RequestValidators, error) {
	items, next, err := page(ctx, s, s.Store.Validators, in.RestApiId, in.Position, in.Limit)
	if err != nil {
		return nil, err
	}
	return &apigateway.RequestValidators{Items: items, Position: next}, nil
}

// UpdateRequestValidator patches a request validator.
func (s *Service) UpdateRequestValidator(
	ctx context.Context, in *apigateway.UpdateRequestValidatorRequest,
) (*apigateway.RequestValidator, error) {
	return update(ctx, s, s.Store.Validators, in.RestApiId, in.RequestValidatorId, errValidator(),
		func(v *apigateway.RequestValidator) error {
			t := patchTable{closed: true, fields: []patchField{
				{path: "/name", set: func(value *string) error {
					if awsapi.Val(value) == "" {
						return apigateway.BadRequestException("Request Validator name cannot be blank")
					}
					v.Name = value
					return nil
				}},
				boolField("/validateRequestParameters", &v.ValidateRequestParameters),
				boolField("/validateRequestBody", &v.ValidateRequestBody),
			}}
			return t.apply(in.PatchOperations)
		})
}

// DeleteRequestValidator deletes a request validator that no method needs.
func (s *Service) DeleteRequestValidator(
	ctx context.Context, in *apigateway.DeleteRequestValidatorRequest,
) (*apigateway.DeleteRequestValidatorOutput, error) {
	return within(ctx, s, func(ctx context.Context) (*apigateway.DeleteRequestValidatorOutput, error) {
		row, err := get(ctx, s, s.Store.Validators, in.RestApiId, in.RequestValidatorId, errValidator())
		if err != nil {
			return nil, err
		}
		user, err := s.methodThat(ctx, row.APIID, func(m *apigateway.Method) bool {
			return awsapi.Val(m.RequestValidatorId) == row.Name
		})
		if err != nil {
			return nil, err
		}
		if user != "" {
			return nil, apigateway.ConflictException(fmt.Sprintf(
				"Cannot delete request validator '%s', is referenced in method request: %s", awsapi.Val(row.Document.Name), user))
		}
		return &apigateway.DeleteRequestValidatorOutput{},
			remove(ctx, s, s.Store.Validators, in.RestApiId, in.RequestValidatorId, errValidator())
	})
}
