package restapi

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/core/ident"
)

func errResource() error {
	return apigateway.NotFoundException("Invalid Resource identifier specified")
}

// pathPart is what a part of a path may be.
var pathPart = regexp.MustCompile(`^(?:[a-zA-Z0-9._:,\-]+|\{[a-zA-Z0-9._:\-]+\+?\})$`)

func variable(part string) bool { return strings.HasPrefix(part, "{") }

func greedy(part string) bool { return strings.HasSuffix(part, "+}") }

// tree is all resources of an API by id.
type tree map[string]*Row[apigateway.Resource]

func (s *Service) tree(ctx context.Context, api string) (tree, error) {
	list, err := rows(ctx, s.Store.Resources, api)
	if err != nil {
		return nil, fmt.Errorf("list the resources: %w", err)
	}
	t := tree{}
	for _, r := range list {
		t[r.Name] = r
	}
	return t, nil
}

// children are the resources right below one.
func (t tree) children(parent string) []*Row[apigateway.Resource] {
	var out []*Row[apigateway.Resource]
	for _, r := range t {
		if awsapi.Val(r.Document.ParentId) == parent {
			out = append(out, r)
		}
	}
	return out
}

// place checks that a resource may stand below a parent under a name. Its own id is empty when it is new.
func (t tree) place(id, parent, part string) error {
	p := t[parent]
	if p == nil {
		return errResource()
	}
	if !pathPart.MatchString(part) {
		return apigateway.BadRequestException("Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable" +
			" and curly braces at the beginning and the end.")
	}
	if above := awsapi.Val(p.Document.PathPart); greedy(above) {
		return apigateway.BadRequestException("Cannot create a child of a resource with a greedy path variable: " + above)
	}
	return t.placeAmong(id, parent, part)
}

func (t tree) placeAmong(id, parent, part string) error {
	other := ""
	for _, r := range t.children(parent) {
		sibling := awsapi.Val(r.Document.PathPart)
		if r.Name == id {
			continue
		}
		if sibling == part {
			return apigateway.ConflictException("Another resource with the same parent already has this name: " + part)
		}
		if variable(sibling) && variable(part) {
			other = sibling
		}
	}
	if other != "" {
		return apigateway.BadRequestException(fmt.Sprintf(
			"A sibling (%s) of this resource already has a variable path part -- only one is allowed", other))
	}
	return nil
}

// below tells whether a resource is another one or lies under it.
func (t tree) below(id, top string) bool {
	for ; id != ""; id = awsapi.Val(t[id].Document.ParentId) {
		if id == top {
			return true
		}
		if t[id] == nil {
			return false
		}
	}
	return false
}

func joinPath(parent, part string) string { return strings.TrimSuffix(parent, "/") + "/" + part }

// CreateResource adds a part to the path.
func (s *Service) CreateResource(
	ctx context.Context, in *apigateway.CreateResourceRequest,
) (*apigateway.Resource, error) {
	return within(ctx, s, func(ctx context.Context) (*apigateway.Resource, error) {
		if _, err := s.api(ctx, in.RestApiId); err != nil {
			return nil, err
		}
		t, err := s.tree(ctx, *in.RestApiId)
		if err != nil {
			return nil, err
		}
		return s.addResource(ctx, t, *in.RestApiId, awsapi.Val(in.ParentId), awsapi.Val(in.PathPart))
	})
}

func (s *Service) addResource(
	ctx context.Context, t tree, api, parent, part string,
) (*apigateway.Resource, error) {
	if err := t.place("", parent, part); err != nil {
		return nil, err
	}
	id, err := ident.Short(s.Rand)
	if err != nil {
		return nil, err
	}
	row := &Row[apigateway.Resource]{APIID: api, Name: id, Document: apigateway.Resource{
		Id: &id, ParentId: &parent, PathPart: &part,
		Path: awsapi.Ptr(joinPath(awsapi.Val(t[parent].Document.Path), part)),
	}}
	if err := s.Store.Resources.Insert(ctx, row); err != nil {
		return nil, fmt.Errorf("insert the resource: %w", err)
	}
	t[id] = row
	return &row.Document, nil
}

// GetResource reads a resource, with its methods if they are asked for.
func (s *Service) GetResource(ctx context.Context, in *apigateway.GetResourceRequest) (*apigateway.Resource, error) {
	row, err := get(ctx, s, s.Store.Resources, in.RestApiId, in.ResourceId, errResource())
	if err != nil {
		return nil, err
	}
	return shownResource(row.Document, in.Embed), nil
}

// GetResources lists the resources.
func (s *Service) GetResources(ctx context.Context, in *apigateway.GetResourcesRequest) (*apigateway.Resources, error) {
	items, next, err := page(ctx, s, s.Store.Resources, in.RestApiId, in.Position, in.Limit)
	if err != nil {
		return nil, err
	}
	for i := range items {
		items[i] = *shownResource(items[i], in.Embed)
	}
	return &apigateway.Resources{Items: items, Position: next}, nil
}

// shownResource leaves the methods empty unless they were asked for.
func shownResource(r apigateway.Resource, embed []string) *apigateway.Resource {
	if len(r.ResourceMethods) == 0 {
		return &r
	}
	methods := map[string]apigateway.Method{}
	for verb, m := range r.ResourceMethods {
		methods[verb] = apigateway.Method{}
		for _, e := range embed {
			if e == "methods" {
				methods[verb] = shownMethod(m)
			}
		}
	}
	r.ResourceMethods = methods
	return &r
}

// DeleteResource deletes a resource and all below it.
func (s *Service) DeleteResource(
	ctx context.Context, in *apigateway.DeleteResourceRequest,
) (*apigateway.DeleteResourceOutput, error) {
	return within(ctx, s, func(ctx context.Context) (*apigateway.DeleteResourceOutput, error) {
		row, err := get(ctx, s, s.Store.Resources, in.RestApiId, in.ResourceId, errResource())
		if err != nil {
			return nil, err
		}
		if row.Document.ParentId == nil {
			return nil, apigateway.BadRequestException("Root resource cannot be deleted.")
		}
		t, err := s.tree(ctx, row.APIID)
		if err != nil {
			return nil, err
		}
		for id := range t {
			if !t.below(id, row.Name) {
				continue
			}
			if err := s.Store.Resources.Delete(ctx, rowKey(row.APIID, id)); err != nil {
				return nil, err
			}
		}
		return &apigateway.DeleteResourceOutput{}, nil
	})
}
