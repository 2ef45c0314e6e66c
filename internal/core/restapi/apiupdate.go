package restapi

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
)

// UpdateRestApi patches the settings of an API. What is served changes with the next deployment.
func (s *Service) UpdateRestApi(
	ctx context.Context, in *apigateway.UpdateRestApiRequest,
) (*apigateway.RestApi, error) {
	a, err := s.api(ctx, in.RestApiId)
	if err != nil {
		return nil, err
	}
	a, err = s.Store.APIs.Update(ctx, a.ID(), func(a *RestAPI) error {
		if a.Document.EndpointConfiguration == nil {
			completeEndpoint(&a.Document)
		}
		if err := patchAPI(&a.Document).apply(in.PatchOperations); err != nil {
			return err
		}
		completeEndpoint(&a.Document)
		return checkAPI(&a.Document)
	})
	if err != nil {
		return nil, err
	}
	return shownAPI(a), nil
}

func patchAPI(d *apigateway.RestApi) *patchTable {
	return &patchTable{
		fields: []patchField{
			textField("/name", &d.Name),
			optionalField("/description", &d.Description),
			textField("/version", &d.Version),
			optionalField("/policy", &d.Policy),
			{path: "/apiKeySource", set: keySource(&d.ApiKeySource)},
			boolField("/disableExecuteApiEndpoint", &d.DisableExecuteApiEndpoint),
			numberField("/minimumCompressionSize", &d.MinimumCompressionSize, 0, maxCompressionSize, errCompression),
		},
		other: func(op, path string, value *string) (bool, error) { return patchAPILists(d, op, path, value) },
	}
}

func keySource(member **string) func(*string) error {
	return func(value *string) error {
		if v := awsapi.Val(value); v != "HEADER" && v != "AUTHORIZER" {
			return apigateway.BadRequestException("Invalid API key source type specified. Valid options are HEADER,AUTHORIZER")
		}
		*member = value
		return nil
	}
}

// patchAPILists patches /binaryMediaTypes/image~1png and /endpointConfiguration/types/EDGE.
func patchAPILists(d *apigateway.RestApi, op, path string, value *string) (bool, error) {
	if key, ok := strings.CutPrefix(path, "/binaryMediaTypes/"); ok && key != "" && !strings.Contains(key, "/") {
		return true, patchList(&d.BinaryMediaTypes, op, unescapePointer(key), value)
	}
	if key, ok := strings.CutPrefix(path, "/endpointConfiguration/types/"); ok {
		if op != opReplace {
			return true, errListOperation()
		}
		if v := awsapi.Val(value); v != "REGIONAL" && v != "EDGE" && v != "PRIVATE" {
			return true, apigateway.BadRequestException(
				"Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE,PRIVATE")
		}
		if !slices.Contains(d.EndpointConfiguration.Types, key) && key != "0" {
			return false, nil
		}
		// What kind of addresses fits depends on the type.
		d.EndpointConfiguration.Types, d.EndpointConfiguration.IpAddressType = []string{*value}, nil
		completeEndpoint(d)
		return true, nil
	}
	return patchEndpoint(d.EndpointConfiguration, op, path, value)
}

// patchEndpoint patches what goes with the type of an endpoint.
func patchEndpoint(e *apigateway.EndpointConfiguration, op, path string, value *string) (bool, error) {
	switch path {
	case "/endpointConfiguration/vpcEndpointIds":
		return true, patchList(&e.VpcEndpointIds, op, awsapi.Val(value), value)
	case "/endpointConfiguration/ipAddressType":
		if op != opReplace {
			return true, errOnlyReplace()
		}
		if v := awsapi.Val(value); v != "" && v != "ipv4" && v != "dualstack" {
			return true, apigateway.BadRequestException("ipAddressType must be either ipv4 or dualstack.")
		}
		e.IpAddressType = value
		if awsapi.Val(value) == "" {
			e.IpAddressType = nil
		}
		return true, nil
	}
	return false, nil
}

// patchList adds, removes or exchanges an element of a list that is a set.
func patchList(list *[]string, op, element string, value *string) error {
	out := slices.DeleteFunc(slices.Clone(*list), func(s string) bool { return s == element })
	switch op {
	case opAdd:
		out = append(out, element)
	case opReplace:
		if value != nil {
			element = *value
		}
		out = append(out, element)
	case opRemove:
	default:
		return errListOperation()
	}
	*list = out
	return nil
}

func errListOperation() error {
	return apigateway.BadRequestException("Invalid patch operation specified. Must be 'add'|'remove'|'replace'")
}

// apiARN is the ARN under which an API is tagged.
func apiARN(region, id string) string {
	return fmt.Sprintf("arn:aws:apigateway:%s::/restapis/%s", region, id)
}
