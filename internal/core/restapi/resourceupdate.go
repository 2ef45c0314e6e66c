package restapi

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
)

// UpdateResource moves or renames a resource, and with it the paths of all below it.
func (s *Service) UpdateResource(
	ctx context.Context, in *apigateway.UpdateResourceRequest,
) (*apigateway.Resource, error) {
	return within(ctx, s, func(ctx context.Context) (*apigateway.Resource, error) {
		row, err := get(ctx, s, s.Store.Resources, in.RestApiId, in.ResourceId, errResource())
		if err != nil {
			return nil, err
		}
		t, err := s.tree(ctx, row.APIID)
		if err != nil {
			return nil, err
		}
		if err := patchResource(t, row.Name).apply(in.PatchOperations); err != nil {
			return nil, err
		}
		if err := s.repath(ctx, t, row.Name); err != nil {
			return nil, err
		}
		return shownResource(t[row.Name].Document, nil), nil
	})
}

func patchResource(t tree, id string) *patchTable {
	d := &t[id].Document
	return &patchTable{closed: true, fields: []patchField{
		{path: "/parentId", set: func(value *string) error {
			if d.ParentId == nil {
				return apigateway.BadRequestException("Root resource cannot update its parentId.")
			}
			if err := t.move(id, awsapi.Val(value), awsapi.Val(d.PathPart)); err != nil {
				return err
			}
			d.ParentId = value
			return nil
		}},
		{path: "/pathPart", set: func(value *string) error {
			if d.ParentId == nil {
				return apigateway.BadRequestException("Root resource cannot update its pathPart.")
			}
			if err := t.move(id, *d.ParentId, awsapi.Val(value)); err != nil {
				return err
			}
			d.PathPart = value
			return nil
		}},
	}}
}

// move checks the new place of a resource that may have others below it.
func (t tree) move(id, parent, part string) error {
	if t[parent] == nil {
		return errResource()
	}
	if t.below(parent, id) {
		return apigateway.BadRequestException("Resources cannot be cyclical.")
	}
	if greedy(part) && len(t.children(id)) > 0 {
		return apigateway.BadRequestException("Cannot create a child of a resource with a greedy path variable: " + part)
	}
	return t.place(id, parent, part)
}

// repath writes the paths of a resource and of all below it anew.
func (s *Service) repath(ctx context.Context, t tree, id string) error {
	d := &t[id].Document
	if d.ParentId != nil {
		d.Path = awsapi.Ptr(joinPath(awsapi.Val(t[*d.ParentId].Document.Path), awsapi.Val(d.PathPart)))
	}
	_, err := s.Store.Resources.Update(ctx, rowKey(t[id].APIID, id), func(r *Row[apigateway.Resource]) error {
		r.Document.ParentId, r.Document.PathPart, r.Document.Path = d.ParentId, d.PathPart, d.Path
		return nil
	})
	if err != nil {
		return err
	}
	for _, child := range t.children(id) {
		if err := s.repath(ctx, t, child.Name); err != nil {
			return err
		}
	}
	return nil
}
