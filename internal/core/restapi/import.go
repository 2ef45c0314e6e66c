package restapi

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/core/restapi/openapi"
	"github.com/sallyport/sallyport/internal/core/restapi/served"
)

// modelBase stands before the name of a model where one refers to another.
func modelBase(api string) string {
	return "https://apigateway.amazonaws.com/restapis/" + api + "/models/"
}

// badInput is what is said of a definition that cannot be imported, with the place in it.
func badInput(detail string) error {
	return apigateway.BadRequestException(strings.TrimSpace("Invalid OpenAPI input. " + detail))
}

// ImportRestApi makes an API of a definition, all of it or nothing.
func (s *Service) ImportRestApi(
	ctx context.Context, in *apigateway.ImportRestApiRequest,
) (*apigateway.RestApi, error) {
	a := &RestAPI{Document: apigateway.RestApi{Name: awsapi.Ptr("new")}}
	if err := s.settle(ctx, a); err != nil {
		return nil, err
	}
	def, err := readDefinition(in.Body, in.Parameters, a.ID(), in.FailOnWarnings)
	if err != nil {
		return nil, err
	}
	adopt(&a.Document, &def.API, true)
	completeEndpoint(&a.Document)
	if err := checkAPI(&a.Document); err != nil {
		return nil, err
	}
	return within(ctx, s, func(ctx context.Context) (*apigateway.RestApi, error) {
		if err := s.insertAPI(ctx, a); err != nil {
			return nil, err
		}
		if err := s.apply(ctx, a, def); err != nil {
			return nil, err
		}
		out := a.Document
		out.Warnings = def.Warnings
		return &out, nil
	})
}

// PutRestApi changes an API by a definition: overwrite leaves nothing that the definition does not have, merge adds to
// what is there and replaces methods of the same path.
func (s *Service) PutRestApi(ctx context.Context, in *apigateway.PutRestApiRequest) (*apigateway.RestApi, error) {
	overwrite := awsapi.Val(in.Mode) == "overwrite"
	def, err := readDefinition(in.Body, in.Parameters, awsapi.Val(in.RestApiId), in.FailOnWarnings)
	if err != nil {
		return nil, err
	}
	return within(ctx, s, func(ctx context.Context) (*apigateway.RestApi, error) {
		a, err := s.api(ctx, in.RestApiId)
		if err != nil {
			return nil, err
		}
		a, err = s.Store.APIs.Update(ctx, a.ID(), func(a *RestAPI) error {
			adopt(&a.Document, &def.API, overwrite)
			completeEndpoint(&a.Document)
			return checkAPI(&a.Document)
		})
		if err != nil {
			return nil, err
		}
		if overwrite {
			if err := s.restart(ctx, a); err != nil {
				return nil, err
			}
		}
		if err := s.apply(ctx, a, def); err != nil {
			return nil, err
		}
		out := shownAPI(a)
		out.Warnings = def.Warnings
		return out, nil
	})
}

// restart leaves of an API's definition nothing but the root resource, which keeps its id.
func (s *Service) restart(ctx context.Context, a *RestAPI) error {
	if err := s.clearDefinition(ctx, a.ID()); err != nil {
		return err
	}
	root := awsapi.Val(a.Document.RootResourceId)
	return s.Store.Resources.Insert(ctx, &Row[apigateway.Resource]{
		APIID: a.ID(), Name: root, Document: apigateway.Resource{Id: &root, Path: awsapi.Ptr("/")},
	})
}

func readDefinition(body []byte, parameters map[string]string, api string, strict *bool) (*openapi.Definition, error) {
	base := parameters["basepath"]
	if !slices.Contains([]string{"", openapi.Ignore, openapi.Prepend, openapi.Split}, base) {
		return nil, apigateway.BadRequestException("Invalid basepath specified. Valid options are ignore,prepend,split")
	}
	def, err := openapi.Read(body, openapi.Options{BasePath: base, ModelBase: modelBase(api)})
	if err != nil {
		return nil, badInput(err.Error())
	}
	if faults := served.Definition(def); len(faults) > 0 {
		return nil, badInput((&openapi.Error{Faults: faults}).Error())
	}
	if awsapi.Val(strict) && len(def.Warnings) > 0 {
		return nil, apigateway.BadRequestException("Warnings found during import:\n\t" + strings.Join(def.Warnings, "\n\t"))
	}
	if types := parameters["endpointConfigurationTypes"]; types != "" {
		def.API.EndpointConfiguration = &apigateway.EndpointConfiguration{Types: strings.Split(types, ",")}
	}
	if endpoints := parameters["vpcEndpointIds"]; endpoints != "" {
		if def.API.EndpointConfiguration == nil {
			def.API.EndpointConfiguration = &apigateway.EndpointConfiguration{Types: []string{"PRIVATE"}}
		}
		def.API.EndpointConfiguration.VpcEndpointIds = strings.Split(endpoints, ",")
	}
	if flag, ok := parameters["disableExecuteApiEndpoint"]; ok {
		def.API.DisableExecuteApiEndpoint = awsapi.Ptr(strings.EqualFold(flag, "true"))
	}
	return def, checkTypes(def.API.EndpointConfiguration)
}

func checkTypes(e *apigateway.EndpointConfiguration) error {
	if e == nil {
		return nil
	}
	for _, t := range e.Types {
		if t != "REGIONAL" && t != "EDGE" && t != "PRIVATE" {
			return apigateway.BadRequestException("Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE,PRIVATE")
		}
	}
	return nil
}

// adopt takes over the settings a definition names. Merging leaves the others as they were and adds binary media types;
// overwriting leaves nothing of what a definition can name and this one does not. The type of the endpoint is none of that: it
// comes beside the document.
func adopt(d, from *apigateway.RestApi, overwrite bool) {
	if overwrite {
		d.Name, d.Version, d.Description = from.Name, from.Version, from.Description
		d.BinaryMediaTypes, d.MinimumCompressionSize, d.Policy = nil, nil, nil
		d.ApiKeySource, d.DisableExecuteApiEndpoint = awsapi.Ptr("HEADER"), awsapi.Ptr(false)
	}
	for _, t := range from.BinaryMediaTypes {
		if !slices.Contains(d.BinaryMediaTypes, t) {
			d.BinaryMediaTypes = append(d.BinaryMediaTypes, t)
		}
	}
	take(&d.MinimumCompressionSize, from.MinimumCompressionSize)
	take(&d.ApiKeySource, from.ApiKeySource)
	take(&d.Policy, from.Policy)
	take(&d.EndpointConfiguration, from.EndpointConfiguration)
	take(&d.DisableExecuteApiEndpoint, from.DisableExecuteApiEndpoint)
}

func take[T any](to **T, from *T) {
	if from != nil {
		*to = from
	}
}

// placed puts what AWS says of a part of the definition behind the place of that part.
func placed(pointer string, err error) error {
	if e := awsapi.AsException(err); e != nil && e.Status < 500 {
		return badInput(fmt.Sprintf("%s: %s", pointer, e.Message))
	}
	return err
}
