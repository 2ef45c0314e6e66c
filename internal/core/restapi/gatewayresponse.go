package restapi

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/core/record"
)

// defaultTemplate is what the gateway says in its own name unless the API says otherwise.
const defaultTemplate = `{"message":$context.error.messageString}`

// classOf is the type whose settings a type takes over that has none of its own.
func classOf(t ResponseType) ResponseType {
	if responseStatus[t] >= 500 {
		return Default5XX
	}
	return Default4XX
}

// resolveResponse is the gateway response of a type, given those that the API sets. A type that is set takes nothing from
// its class; what it leaves out is AWS's own.
func resolveResponse(t ResponseType, set map[ResponseType]apigateway.GatewayResponse) apigateway.GatewayResponse {
	r, own := set[t]
	if !own && t != Default4XX && t != Default5XX {
		r = set[classOf(t)]
	}
	r.ResponseType = awsapi.Ptr(string(t))
	r.DefaultResponse = awsapi.Ptr(!own)
	if status := responseStatus[t]; r.StatusCode == nil && status != 0 {
		r.StatusCode = awsapi.Ptr(strconv.Itoa(status))
	}
	if len(r.ResponseTemplates) == 0 {
		r.ResponseTemplates = map[string]string{"application/json": defaultTemplate}
	}
	if r.ResponseParameters == nil {
		r.ResponseParameters = map[string]string{}
	}
	return r
}

func (s *Service) setResponses(
	ctx context.Context, api *string,
) (map[ResponseType]apigateway.GatewayResponse, error) {
	if _, err := s.api(ctx, api); err != nil {
		return nil, err
	}
	list, err := rows(ctx, s.Store.GatewayResponses, *api)
	if err != nil {
		return nil, fmt.Errorf("list the gateway responses: %w", err)
	}
	set := map[ResponseType]apigateway.GatewayResponse{}
	for _, r := range list {
		set[ResponseType(r.Name)] = r.Document
	}
	return set, nil
}

// GetGatewayResponse reads the gateway response of a type, AWS's own if the API has none.
func (s *Service) GetGatewayResponse(
	ctx context.Context, in *apigateway.GetGatewayResponseRequest,
) (*apigateway.GatewayResponse, error) {
	set, err := s.setResponses(ctx, in.RestApiId)
	if err != nil {
		return nil, err
	}
	return awsapi.Ptr(resolveResponse(ResponseType(awsapi.Val(in.ResponseType)), set)), nil
}

// GetGatewayResponses lists the gateway responses of all types.
func (s *Service) GetGatewayResponses(
	ctx context.Context, in *apigateway.GetGatewayResponsesRequest,
) (*apigateway.GatewayResponses, error) {
	set, err := s.setResponses(ctx, in.RestApiId)
	if err != nil {
		return nil, err
	}
	out := &apigateway.GatewayResponses{}
	for _, t := range slices.Sorted(maps.Keys(responseStatus)) {
		out.Items = append(out.Items, resolveResponse(t, set))
	}
	return out, nil
}

// PutGatewayResponse sets the gateway response of a type.
func (s *Service) PutGatewayResponse(
	ctx context.Context, in *apigateway.PutGatewayResponseRequest,
) (*apigateway.GatewayResponse, error) {
	return s.changeGatewayResponse(ctx, in.RestApiId, in.ResponseType, func(r *apigateway.GatewayResponse) error {
		*r = apigateway.GatewayResponse{
			StatusCode: in.StatusCode, ResponseParameters: in.ResponseParameters, ResponseTemplates: in.ResponseTemplates,
		}
		return nil
	})
}

// UpdateGatewayResponse patches the gateway response of a type, which makes it the API's own.
func (s *Service) UpdateGatewayResponse(
	ctx context.Context, in *apigateway.UpdateGatewayResponseRequest,
) (*apigateway.GatewayResponse, error) {
	return s.changeGatewayResponse(ctx, in.RestApiId, in.ResponseType, func(r *apigateway.GatewayResponse) error {
		return patchGatewayResponse(r).apply(in.PatchOperations)
	})
}

func patchGatewayResponse(r *apigateway.GatewayResponse) *patchTable {
	parameters := textMap("/responseParameters", errNoParameter, &r.ResponseParameters)
	parameters.set = notEmpty("responseParameters", parameters.set)
	templates := textMap("/responseTemplates", errNoContentType, &r.ResponseTemplates)
	templates.set = notEmpty("responseTemplates", templates.set)
	return &patchTable{
		maps: []patchMap{parameters, templates},
		other: func(op, path string, value *string) (bool, error) {
			if path != "/statusCode" || op != opReplace {
				return false, nil
			}
			r.StatusCode = value
			return true, nil
		},
	}
}

func notEmpty(member string, set func(key, value string) error) func(key, value string) error {
	return func(key, value string) error {
		if value == "" {
			return apigateway.BadRequestException("Invalid null or empty value in " + member)
		}
		return set(key, value)
	}
}

func (s *Service) changeGatewayResponse(
	ctx context.Context, api, kind *string, change func(*apigateway.GatewayResponse) error,
) (*apigateway.GatewayResponse, error) {
	return within(ctx, s, func(ctx context.Context) (*apigateway.GatewayResponse, error) {
		set, err := s.setResponses(ctx, api)
		if err != nil {
			return nil, err
		}
		t := ResponseType(awsapi.Val(kind))
		r, own := set[t]
		if err := change(&r); err != nil {
			return nil, err
		}
		if err := checkGatewayResponse(&r); err != nil {
			return nil, err
		}
		if err := s.keepGatewayResponse(ctx, *api, t, r, own); err != nil {
			return nil, err
		}
		set[t] = r
		return awsapi.Ptr(resolveResponse(t, set)), nil
	})
}

func (s *Service) keepGatewayResponse(
	ctx context.Context, api string, t ResponseType, r apigateway.GatewayResponse, there bool,
) error {
	if !there {
		return s.Store.GatewayResponses.Insert(ctx, &Row[apigateway.GatewayResponse]{APIID: api, Name: string(t), Document: r})
	}
	_, err := s.Store.GatewayResponses.Update(ctx, rowKey(api, string(t)), func(row *Row[apigateway.GatewayResponse]) error {
		row.Document = r
		return nil
	})
	return err
}

func checkGatewayResponse(r *apigateway.GatewayResponse) error {
	for target, source := range r.ResponseParameters {
		if _, err := gatewayMapping(target, source); err != nil {
			return errMapping(source)
		}
	}
	return checkContentTypes(r.ResponseTemplates)
}

// DeleteGatewayResponse gives a type back to AWS's own.
func (s *Service) DeleteGatewayResponse(
	ctx context.Context, in *apigateway.DeleteGatewayResponseRequest,
) (*apigateway.DeleteGatewayResponseOutput, error) {
	if _, err := s.api(ctx, in.RestApiId); err != nil {
		return nil, err
	}
	err := s.Store.GatewayResponses.Delete(ctx, rowKey(*in.RestApiId, awsapi.Val(in.ResponseType)))
	if errors.Is(err, record.ErrNotFound) {
		return nil, apigateway.NotFoundException("Gateway response type not defined on api")
	}
	if err != nil {
		return nil, err
	}
	return &apigateway.DeleteGatewayResponseOutput{}, nil
}
