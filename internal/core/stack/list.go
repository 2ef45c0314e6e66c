package stack

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/core/record"
)

// List gives the stacks of the caller's account and region, newest first, deleted ones included.
func (s *Service) List(ctx context.Context) ([]*Stack, error) {
	list, err := s.Store.Stacks.List(ctx, record.Query{Index: "place", Value: region(ctx)})
	slices.SortStableFunc(list, func(a, b *Stack) int { return b.CreatedAt.Compare(a.CreatedAt) })
	return list, err
}

// Resources gives the resources of a stack by logical id. Those of a deleted stack stay on record.
func (s *Service) Resources(ctx context.Context, st *Stack) ([]*Resource, error) {
	rows, err := s.rows(ctx, st.ID)
	if err != nil {
		return nil, err
	}
	var list []*Resource
	for _, id := range sorted(rows) {
		list = append(list, rows[id])
	}
	return list, nil
}

// Resource gives one resource of a stack.
func (s *Service) Resource(ctx context.Context, st *Stack, logicalID string) (*Resource, error) {
	r, err := s.Store.Resources.Get(ctx, resourceKey(st.ID, logicalID))
	if errors.Is(err, record.ErrNotFound) {
		return nil, invalid("Resource %s does not exist for stack %s", logicalID, st.Name)
	}
	return r, err
}

// Owner finds the stack that a physical resource belongs to.
func (s *Service) Owner(ctx context.Context, physicalID string) (*Stack, error) {
	list, err := s.Store.Resources.List(ctx, record.Query{Index: "physical", Value: physicalID})
	if err != nil {
		return nil, err
	}
	for _, r := range list {
		st, err := s.lookUp(ctx, r.StackID)
		if err == nil && st.Status != DeleteComplete {
			return st, nil
		}
		if err != nil && !errors.Is(err, record.ErrNotFound) {
			return nil, err
		}
	}
	return nil, invalid("Stack for %s does not exist", physicalID)
}

// History gives events of a stack, newest first, at most limit of them; before is the number of the event behind which
// they begin, 0 for the newest.
func (s *Service) History(ctx context.Context, st *Stack, before, limit int) ([]*Event, error) {
	prefix := place(st.ID, "")
	q := record.Query{Prefix: prefix, Limit: limit}
	if before > 0 {
		q.After = fmt.Sprintf("%s%010d", prefix, math.MaxInt32-before)
	}
	return s.Store.Events.List(ctx, q)
}

// Export is a value that stacks of the same account and region may import.
type Export struct{ Name, Value, StackID string }

// Exports lists the exports of the caller's account and region by name.
func (s *Service) Exports(ctx context.Context) ([]Export, error) {
	list, err := s.List(ctx)
	var out []Export
	for _, st := range list {
		for _, o := range st.Outputs {
			if o.ExportName != "" && st.Status != DeleteComplete {
				out = append(out, Export{o.ExportName, o.Value, st.ID})
			}
		}
	}
	slices.SortFunc(out, func(a, b Export) int { return cmp.Compare(a.Name, b.Name) })
	return out, err
}

// Importers lists the names of the stacks that import a value.
func (s *Service) Importers(ctx context.Context, exportName string) ([]string, error) {
	r := awsapi.RequestFrom(ctx)
	names, err := s.importers(ctx, &Stack{AccountID: r.AccountID, Region: r.Region}, exportName)
	if err == nil && len(names) == 0 {
		err = invalid("Export '%s' is not imported by any stack.", exportName)
	}
	return names, err
}
