package stack

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/core/record"
)

// exports answers Fn::ImportValue for a stack and remembers what it imports.
type exports struct {
	service *Service
	ctx     context.Context // of the plan, which does not outlive its request
	stack   *Stack
	names   []string
	failed  error // an error of the store is nothing to show to the author of a template
}

// Export gives the value of an export of another stack.
func (e *exports) Export(name string) (string, bool, error) {
	if !slices.Contains(e.names, name) {
		e.names = append(e.names, name)
	}
	st, err := e.service.Store.Stacks.Find(e.ctx, "export", place(e.stack.AccountID, e.stack.Region, name))
	if errors.Is(err, record.ErrNotFound) || err == nil && st.ID == e.stack.ID {
		return "", false, nil
	}
	if err != nil {
		e.failed = fmt.Errorf("find export %s: %w", name, err)
		return "", false, e.failed
	}
	for _, o := range st.Outputs {
		if o.ExportName == name {
			return o.Value, true, nil
		}
	}
	return "", false, nil
}

// importers are the names of the stacks that import one of the names.
func (s *Service) importers(ctx context.Context, st *Stack, exportName string) ([]string, error) {
	list, err := s.Store.Stacks.List(ctx, record.Query{Index: "import", Value: place(st.AccountID, st.Region, exportName)})
	if err != nil {
		return nil, fmt.Errorf("find importers of %s: %w", exportName, err)
	}
	var names []string
	for _, other := range list {
		if other.ID != st.ID {
			names = append(names, other.Name)
		}
	}
	slices.Sort(names)
	return names, nil
}

// checkExports refuses outputs that take another stack's export name, or take away or change an export in use.
func (s *Service) checkExports(ctx context.Context, st *Stack, outputs []Output) error {
	next := map[string]string{}
	for _, o := range outputs {
		if o.ExportName == "" {
			continue
		}
		next[o.ExportName] = o.Value
		other, err := s.Store.Stacks.Find(ctx, "export", place(st.AccountID, st.Region, o.ExportName))
		if err == nil && other.ID != st.ID {
			return &Refused{fmt.Sprintf("Export with name %s is already exported by stack %s.", o.ExportName, other.Name)}
		}
		if err != nil && !errors.Is(err, record.ErrNotFound) {
			return fmt.Errorf("find export %s: %w", o.ExportName, err)
		}
	}
	return s.checkInUse(ctx, st, next)
}

func (s *Service) checkInUse(ctx context.Context, st *Stack, next map[string]string) error {
	for _, o := range st.Outputs {
		if value, kept := next[o.ExportName]; o.ExportName == "" || kept && value == o.Value {
			continue
		}
		importers, err := s.importers(ctx, st, o.ExportName)
		if err != nil {
			return err
		}
		if len(importers) > 0 {
			verb := "deleted"
			if _, kept := next[o.ExportName]; kept {
				verb = "updated"
			}
			return &Refused{fmt.Sprintf("Export %s cannot be %s as it is in use by %s", o.ExportName, verb, importers[0])}
		}
	}
	return nil
}

// region says whose stacks a request is about.
func region(ctx context.Context) string {
	r := awsapi.RequestFrom(ctx)
	return place(r.AccountID, r.Region)
}
