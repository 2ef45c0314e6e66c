package restapi

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
)

// The sentences for entries that are not there.
const (
	errNoParameter   = "Invalid parameter name specified"
	errNoContentType = "Content-Type specified was not found"
)

// UpdateMethod patches a method. The operations are judged together: an authorization type and its authorizer come in two.
func (s *Service) UpdateMethod(ctx context.Context, in *apigateway.UpdateMethodRequest) (*apigateway.Method, error) {
	return within(ctx, s, func(ctx context.Context) (*apigateway.Method, error) {
		_, err := s.changeMethod(ctx, in.RestApiId, in.ResourceId, in.HttpMethod,
			func(_ *apigateway.Resource, m *apigateway.Method) error {
				return patchMethod(m).apply(in.PatchOperations)
			})
		if err != nil {
			return nil, err
		}
		return s.settleMethod(ctx, in.RestApiId, in.ResourceId, in.HttpMethod)
	})
}

func patchMethod(m *apigateway.Method) *patchTable {
	return &patchTable{
		fields: []patchField{
			textField("/authorizationType", &m.AuthorizationType),
			textField("/authorizerId", &m.AuthorizerId),
			textField("/operationName", &m.OperationName),
			textField("/requestValidatorId", &m.RequestValidatorId),
			boolField("/apiKeyRequired", &m.ApiKeyRequired),
		},
		maps: []patchMap{
			flagMap("/requestParameters", errNoParameter, &m.RequestParameters),
			textMap("/requestModels", errNoContentType, &m.RequestModels),
		},
		other: func(op, path string, value *string) (bool, error) {
			if path != "/authorizationScopes" {
				return false, nil
			}
			return true, patchList(&m.AuthorizationScopes, op, awsapi.Val(value), value)
		},
	}
}

// UpdateMethodResponse patches a method response.
func (s *Service) UpdateMethodResponse(
	ctx context.Context, in *apigateway.UpdateMethodResponseRequest,
) (*apigateway.MethodResponse, error) {
	return s.changeMethodResponse(ctx, in.RestApiId, in.ResourceId, in.HttpMethod, in.StatusCode,
		func(r *apigateway.MethodResponse) error {
			t := patchTable{maps: []patchMap{
				flagMap("/responseParameters", errNoParameter, &r.ResponseParameters),
				textMap("/responseModels", errNoContentType, &r.ResponseModels),
			}}
			return t.apply(in.PatchOperations)
		})
}

// UpdateIntegration patches an integration.
func (s *Service) UpdateIntegration(
	ctx context.Context, in *apigateway.UpdateIntegrationRequest,
) (*apigateway.Integration, error) {
	m, err := s.changeMethod(ctx, in.RestApiId, in.ResourceId, in.HttpMethod,
		func(_ *apigateway.Resource, m *apigateway.Method) error {
			if m.MethodIntegration == nil {
				return errIntegration()
			}
			if err := patchIntegration(m.MethodIntegration).apply(in.PatchOperations); err != nil {
				return err
			}
			return checkIntegration(m.MethodIntegration)
		})
	if err != nil {
		return nil, err
	}
	return m.MethodIntegration, nil
}

func patchIntegration(i *apigateway.Integration) *patchTable {
	if i.TlsConfig == nil {
		i.TlsConfig = &apigateway.TlsConfig{}
	}
	t := &patchTable{
		fields: []patchField{
			textField("/type", &i.Type), textField("/httpMethod", &i.HttpMethod), textField("/uri", &i.Uri),
			textField("/connectionType", &i.ConnectionType), textField("/connectionId", &i.ConnectionId),
			optionalField("/credentials", &i.Credentials), textField("/passthroughBehavior", &i.PassthroughBehavior),
			optionalField("/contentHandling", &i.ContentHandling), textField("/cacheNamespace", &i.CacheNamespace),
			numberField("/timeoutInMillis", &i.TimeoutInMillis, minTimeout, maxTimeout, errTimeout),
			boolField("/tlsConfig/insecureSkipVerification", &i.TlsConfig.InsecureSkipVerification),
		},
		maps: []patchMap{
			textMap("/requestParameters", errNoParameter, &i.RequestParameters),
			textMap("/requestTemplates", errNoContentType, &i.RequestTemplates),
			listMap("/cacheKeyParameters", &i.CacheKeyParameters),
		},
	}
	return t
}

// listMap patches a list whose elements are named by the path.
func listMap(path string, list *[]string) patchMap {
	return patchMap{
		path:   path,
		set:    func(key, _ string) error { return patchList(list, opAdd, key, nil) },
		remove: func(key string) { _ = patchList(list, opRemove, key, nil) },
	}
}

// UpdateIntegrationResponse patches an integration response.
func (s *Service) UpdateIntegrationResponse(
	ctx context.Context, in *apigateway.UpdateIntegrationResponseRequest,
) (*apigateway.IntegrationResponse, error) {
	var out *apigateway.IntegrationResponse
	_, err := s.changeMethod(ctx, in.RestApiId, in.ResourceId, in.HttpMethod,
		func(_ *apigateway.Resource, m *apigateway.Method) error {
			r, err := integrationResponse(m, in.StatusCode)
			if err != nil {
				return err
			}
			t := patchTable{
				fields: []patchField{
					textField("/selectionPattern", &r.SelectionPattern),
					optionalField("/contentHandling", &r.ContentHandling),
				},
				maps: []patchMap{
					textMap("/responseParameters", errNoParameter, &r.ResponseParameters),
					textMap("/responseTemplates", errNoContentType, &r.ResponseTemplates),
				},
			}
			if err := t.apply(in.PatchOperations); err != nil {
				return err
			}
			out = r
			return putIntegrationResponse(m, *r)
		})
	if err != nil {
		return nil, err
	}
	return out, nil
}
