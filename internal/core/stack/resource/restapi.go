package resource

import (
	"context"
	"fmt"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/core/stack"
)

// restAPISchema is AWS::ApiGateway::RestApi. A definition in S3 is not among its properties.
var restAPISchema = schema{
	service: &apigateway.ServiceModel, input: "CreateRestApiRequest",
	rename:  map[string]string{"ApiKeySourceType": "apiKeySource"},
	without: []string{"version", "securityPolicy", "endpointAccessMode"}, json: []string{"Policy"}, tagList: "Tags", fixed: []string{"CloneFrom"},
	extra: []stack.Property{
		{Name: "Body", Shape: &stack.Shape{Kind: stack.JSON}},
		{Name: "FailOnWarnings", Shape: &stack.Shape{Kind: stack.Boolean}},
		{Name: "Mode", Shape: &stack.Shape{Kind: stack.String}},
		{Name: "Parameters", Shape: &stack.Shape{Kind: stack.Map, Elem: &stack.Shape{Kind: stack.String}}},
	},
}

// imported are the properties that go with a definition.
var imported = schema{service: &apigateway.ServiceModel, input: "ImportRestApiRequest", without: []string{"body"}}

type restAPIType struct{ api *apigateway.Guarded }

func restAPI(api *apigateway.Guarded) stack.Type {
	r := restAPIType{api}
	return stack.Type{
		Name: "AWS::ApiGateway::RestApi", Service: gateway, Schema: restAPISchema.shape(), Tags: "Tags",
		Attributes: []string{"RestApiId", "RootResourceId"},
		Create:     r.create, Update: r.update, Delete: r.delete, Find: r.find,
	}
}

func (r restAPIType) create(ctx context.Context, s *stack.Step) (stack.Made, error) {
	if s.Properties.Get("Body") != nil {
		return r.importBody(ctx, s)
	}
	in := &apigateway.CreateRestApiRequest{}
	if err := restAPISchema.fill("CreateRestApiRequest", in, s.Properties); err != nil {
		return stack.Made{}, err
	}
	if in.Name == nil {
		return stack.Made{}, &stack.Refused{Message: "A RestApi without a Body needs a Name."}
	}
	out, err := r.api.CreateRestApi(ctx, in)
	if err != nil {
		return stack.Made{}, err
	}
	return madeAPI(out), nil
}

// importBody makes an API of its definition and lets the other properties override what that says.
func (r restAPIType) importBody(ctx context.Context, s *stack.Step) (stack.Made, error) {
	if s.Properties.Get("CloneFrom") != nil {
		return stack.Made{}, &stack.Refused{Message: "A RestApi is made of a Body or of a CloneFrom, not of both."}
	}
	in := &apigateway.ImportRestApiRequest{}
	if err := imported.fill("ImportRestApiRequest", in, s.Properties); err != nil {
		return stack.Made{}, err
	}
	in.Body = []byte(document(s.Properties.Get("Body")))
	out, err := r.api.ImportRestApi(ctx, in)
	if err != nil {
		return stack.Made{}, err
	}
	if err := s.Initiated(ctx, awsapi.Val(out.Id)); err != nil {
		return stack.Made{}, err
	}
	return madeAPI(out), r.override(ctx, s, newPatcher(s), out)
}

func madeAPI(out *apigateway.RestApi) stack.Made {
	return stack.Made{PhysicalID: awsapi.Val(out.Id), Attributes: map[string]string{
		"RestApiId": awsapi.Val(out.Id), "RootResourceId": awsapi.Val(out.RootResourceId),
	}}
}

func (r restAPIType) update(ctx context.Context, s *stack.Step) (stack.Made, error) {
	out, err := r.api.GetRestApi(ctx, &apigateway.GetRestApiRequest{RestApiId: &s.PhysicalID})
	if err != nil {
		return stack.Made{}, err
	}
	p := newPatcher(s)
	if body := s.Properties.Get("Body"); body != nil {
		// Everything that stands in the definition is said again, so everything beside it is too.
		if out, err = r.put(ctx, s); err != nil {
			return stack.Made{}, err
		}
		p.from = nil
	}
	return madeAPI(out), r.override(ctx, s, p, out)
}

func (r restAPIType) put(ctx context.Context, s *stack.Step) (*apigateway.RestApi, error) {
	in := &apigateway.PutRestApiRequest{}
	if err := imported.fill("PutRestApiRequest", in, s.Properties); err != nil {
		return nil, err
	}
	in.RestApiId, in.Body = &s.PhysicalID, []byte(document(s.Properties.Get("Body")))
	if in.Mode == nil {
		in.Mode = awsapi.Ptr("overwrite")
	}
	return r.api.PutRestApi(ctx, in)
}

// override patches an API to what the properties say beside its definition.
func (r restAPIType) override(ctx context.Context, s *stack.Step, p *patcher, now *apigateway.RestApi) error {
	p.scalar("Name", "/name", now.Name)
	p.scalar("Description", "/description", awsapi.Ptr(""))
	p.scalar("ApiKeySourceType", "/apiKeySource", awsapi.Ptr("HEADER"))
	p.scalar("MinimumCompressionSize", "/minimumCompressionSize", nil)
	p.scalar("DisableExecuteApiEndpoint", "/disableExecuteApiEndpoint", awsapi.Ptr("false"))
	p.scalar("Policy", "/policy", awsapi.Ptr(""))
	p.set("BinaryMediaTypes", "/binaryMediaTypes", false)
	r.endpoint(p, now)
	if len(p.ops) > 0 {
		if _, err := r.api.UpdateRestApi(ctx, &apigateway.UpdateRestApiRequest{RestApiId: &s.PhysicalID, PatchOperations: p.ops}); err != nil {
			return err
		}
	}
	return retag(ctx, r.api, s, fmt.Sprintf("arn:aws:apigateway:%s::/restapis/%s", s.Region, s.PhysicalID))
}

// endpoint changes the one endpoint type an API has, and what goes with it.
func (r restAPIType) endpoint(p *patcher, now *apigateway.RestApi) {
	if same(p.from.Get("EndpointConfiguration"), p.to.Get("EndpointConfiguration")) {
		return
	}
	before, after := p.from.Get("EndpointConfiguration"), p.to.Get("EndpointConfiguration")
	rest := &patcher{from: before, to: after}
	rest.set("VpcEndpointIds", "/endpointConfiguration/vpcEndpointIds", true)
	rest.scalar("IpAddressType", "/endpointConfiguration/ipAddressType", nil)
	p.ops = append(p.ops, rest.ops...)
	old, types := "EDGE", texts(after.Get("Types"))
	if now.EndpointConfiguration != nil && len(now.EndpointConfiguration.Types) > 0 {
		old = now.EndpointConfiguration.Types[0]
	}
	if len(types) == 0 {
		types = []string{"EDGE"}
	}
	if types[0] != old {
		p.add("replace", "/endpointConfiguration/types/"+old, &types[0])
	}
	for _, more := range types[1:] {
		p.add("add", "/endpointConfiguration/types", &more)
	}
}

func (r restAPIType) delete(ctx context.Context, s *stack.Step) error {
	_, err := r.api.DeleteRestApi(ctx, &apigateway.DeleteRestApiRequest{RestApiId: &s.PhysicalID})
	return gone(err)
}

// find looks for APIs of the name, which a definition may give, that are no older than the step.
func (r restAPIType) find(ctx context.Context, s *stack.Step) (ids []string, err error) {
	names := []string{s.Text("Name")}
	if title, ok := s.Properties.Get("Body").Get("info").Get("title").Scalar(); ok {
		names = append(names, title)
	}
	in := &apigateway.GetRestApisRequest{Limit: mostItems()}
	for {
		out, err := r.api.GetRestApis(ctx, in)
		if err != nil {
			return nil, err
		}
		for _, api := range out.Items {
			name := awsapi.Val(api.Name)
			if name != "" && (name == names[0] || name == names[len(names)-1]) && sinceBegun(s, api.CreatedDate) {
				ids = append(ids, awsapi.Val(api.Id))
			}
		}
		if in.Position = out.Position; in.Position == nil {
			return ids, nil
		}
	}
}
