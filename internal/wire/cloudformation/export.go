package cloudformation

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi/cloudformation"
)

// ListExports implements cloudformation.API.
func (a *API) ListExports(ctx context.Context, in *cloudformation.ListExportsInput) (*cloudformation.ListExportsOutput, error) {
	list, err := a.Stacks.Exports(ctx)
	if err != nil {
		return nil, err
	}
	part, next, err := page(list, in.NextToken)
	out := &cloudformation.ListExportsOutput{Exports: []cloudformation.Export{}, NextToken: next}
	for _, e := range part {
		out.Exports = append(out.Exports, cloudformation.Export{ExportingStackId: &e.StackID, Name: &e.Name, Value: &e.Value})
	}
	return out, err
}

// ListImports implements cloudformation.API.
func (a *API) ListImports(ctx context.Context, in *cloudformation.ListImportsInput) (*cloudformation.ListImportsOutput, error) {
	names, err := a.Stacks.Importers(ctx, *in.ExportName)
	if err != nil {
		return nil, err
	}
	part, next, err := page(names, in.NextToken)
	return &cloudformation.ListImportsOutput{Imports: part, NextToken: next}, err
}
