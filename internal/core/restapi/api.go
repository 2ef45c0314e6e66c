package restapi

import (
	"context"
	"fmt"
	"slices"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/core/ident"
	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/core/restapi/served"
)

// CreateRestApi makes an API with its root resource and the two models every new API has.
func (s *Service) CreateRestApi(ctx context.Context, in *apigateway.CreateRestApiRequest) (*apigateway.RestApi, error) {
	if err := served.Request(in); err != nil {
		return nil, err
	}
	a := &RestAPI{Document: apigateway.RestApi{
		Name: in.Name, Description: in.Description, Version: in.Version,
		BinaryMediaTypes: in.BinaryMediaTypes, MinimumCompressionSize: in.MinimumCompressionSize,
		ApiKeySource: in.ApiKeySource, EndpointConfiguration: in.EndpointConfiguration,
		Policy: in.Policy, Tags: in.Tags, DisableExecuteApiEndpoint: in.DisableExecuteApiEndpoint,
	}}
	if err := s.settle(ctx, a); err != nil {
		return nil, err
	}
	return within(ctx, s, func(ctx context.Context) (*apigateway.RestApi, error) {
		if err := s.insertAPI(ctx, a); err != nil {
			return nil, err
		}
		if err := s.insertModels(ctx, a.ID(), defaultModels()); err != nil {
			return nil, err
		}
		doc := a.Document
		return &doc, nil
	})
}

// settle checks the settings of a new API and fills in what AWS fills in.
func (s *Service) settle(ctx context.Context, a *RestAPI) error {
	completeEndpoint(&a.Document)
	if err := checkAPI(&a.Document); err != nil {
		return err
	}
	id, err := ident.RestAPI(s.Rand)
	if err != nil {
		return err
	}
	root, err := ident.RestAPI(s.Rand)
	if err != nil {
		return err
	}
	r := awsapi.RequestFrom(ctx)
	a.AccountID, a.Region = r.AccountID, r.Region
	d := &a.Document
	d.Id, d.RootResourceId, d.CreatedDate = &id, &root, awsapi.Ptr(s.Now().UTC())
	if d.ApiKeySource == nil {
		d.ApiKeySource = awsapi.Ptr("HEADER")
	}
	if d.DisableExecuteApiEndpoint == nil {
		d.DisableExecuteApiEndpoint = awsapi.Ptr(false)
	}
	return nil
}

// completeEndpoint fills in the endpoint of an API.
func completeEndpoint(d *apigateway.RestApi) {
	e := apigateway.EndpointConfiguration{Types: []string{"EDGE"}}
	if d.EndpointConfiguration != nil {
		e = *d.EndpointConfiguration
	}
	if e.IpAddressType == nil {
		e.IpAddressType = awsapi.Ptr("ipv4")
		if slices.Contains(e.Types, "PRIVATE") {
			e.IpAddressType = awsapi.Ptr("dualstack")
		}
	}
	d.EndpointConfiguration = &e
}

func checkAPI(d *apigateway.RestApi) error {
	bad := apigateway.BadRequestException
	switch e := d.EndpointConfiguration; {
	case d.Description != nil && *d.Description == "":
		return bad("Description cannot be an empty string")
	case awsapi.Val(d.Name) == "":
		return bad("Invalid API name specified")
	case d.MinimumCompressionSize != nil && (*d.MinimumCompressionSize < 0 || *d.MinimumCompressionSize > maxCompressionSize):
		return bad(errCompression)
	case e != nil && len(e.Types) == 0:
		return bad("REGIONAL Configuration and EDGE Configuration cannot be both DISABLED.")
	case e != nil && len(e.Types) > 1:
		return bad("Cannot create an api with multiple Endpoint Types.")
	case e != nil && e.Types[0] == "PRIVATE" && awsapi.Val(e.IpAddressType) == "ipv4":
		return bad("Only dualstack ipAddressType is supported for Private APIs.")
	}
	return nil
}

const (
	maxCompressionSize = 10485760
	errCompression     = "Invalid minimum compression size, must be between 0 and 10485760"
)

func (s *Service) insertAPI(ctx context.Context, a *RestAPI) error {
	if err := s.Store.APIs.Insert(ctx, a); err != nil {
		return fmt.Errorf("insert the API: %w", err)
	}
	root := awsapi.Val(a.Document.RootResourceId)
	err := s.Store.Resources.Insert(ctx, &Row[apigateway.Resource]{
		APIID: a.ID(), Name: root,
		Document: apigateway.Resource{Id: &root, Path: awsapi.Ptr("/")},
	})
	if err != nil {
		return fmt.Errorf("insert the root resource: %w", err)
	}
	return nil
}

// GetRestApi reads an API.
func (s *Service) GetRestApi(ctx context.Context, in *apigateway.GetRestApiRequest) (*apigateway.RestApi, error) {
	a, err := s.api(ctx, in.RestApiId)
	if err != nil {
		return nil, err
	}
	return shownAPI(a), nil
}

// shownAPI is an API as it is read: with its tags, even where there are none.
func shownAPI(a *RestAPI) *apigateway.RestApi {
	d := a.Document
	if d.Tags == nil {
		d.Tags = map[string]string{}
	}
	return &d
}

// GetRestApis lists the APIs of the account and region.
func (s *Service) GetRestApis(ctx context.Context, in *apigateway.GetRestApisRequest) (*apigateway.RestApis, error) {
	n, err := pageSize(in.Limit)
	if err != nil {
		return nil, err
	}
	r := awsapi.RequestFrom(ctx)
	list, err := s.Store.APIs.List(ctx, record.Query{
		Index: byOwner, Value: owner(r.AccountID, r.Region), After: awsapi.Val(in.Position), Limit: n + 1,
	})
	if err != nil {
		return nil, fmt.Errorf("list the APIs: %w", err)
	}
	out := &apigateway.RestApis{Items: []apigateway.RestApi{}}
	if len(list) > n {
		list = list[:n]
		out.Position = awsapi.Ptr(list[n-1].ID())
	}
	for _, a := range list {
		out.Items = append(out.Items, a.Document)
	}
	return out, nil
}

// DeleteRestApi deletes an API and everything that belongs to it.
func (s *Service) DeleteRestApi(
	ctx context.Context, in *apigateway.DeleteRestApiRequest,
) (*apigateway.DeleteRestApiOutput, error) {
	out, err := within(ctx, s, func(ctx context.Context) (*apigateway.DeleteRestApiOutput, error) {
		a, err := s.api(ctx, in.RestApiId)
		if err != nil {
			return nil, err
		}
		// Stages first: whoever serves them stops before what they point at is gone.
		if err := clearRows(ctx, s.Store.Stages, a.ID()); err != nil {
			return nil, err
		}
		if err := clearRows(ctx, s.Store.Deployments, a.ID()); err != nil {
			return nil, err
		}
		if err := s.clearDefinition(ctx, a.ID()); err != nil {
			return nil, err
		}
		return &apigateway.DeleteRestApiOutput{}, s.Store.APIs.Delete(ctx, a.ID())
	})
	if err == nil && s.Plans != nil {
		s.Plans.api(*in.RestApiId)
	}
	return out, err
}

// clearDefinition deletes what a definition can bring: resources, authorizers, models, validators, gateway responses.
func (s *Service) clearDefinition(ctx context.Context, api string) error {
	for _, clear := range []func() error{
		func() error { return clearRows(ctx, s.Store.Resources, api) },
		func() error { return clearRows(ctx, s.Store.Authorizers, api) },
		func() error { return clearRows(ctx, s.Store.Models, api) },
		func() error { return clearRows(ctx, s.Store.Validators, api) },
		func() error { return clearRows(ctx, s.Store.GatewayResponses, api) },
	} {
		if err := clear(); err != nil {
			return err
		}
	}
	return nil
}

func clearRows[T any](ctx context.Context, table record.Table[Row[T]], api string) error {
	list, err := rows(ctx, table, api)
	if err != nil {
		return err
	}
	for _, r := range list {
		if err := table.Delete(ctx, rowKey(api, r.Name)); err != nil {
			return err
		}
	}
	return nil
}
