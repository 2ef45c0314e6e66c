// Package cloudformation serves CloudFormation's operations: request, core/stack, response.
//
//	stack.go     CreateStack, UpdateStack, DeleteStack, DescribeStacks, ListStacks, …
//	changeset.go CreateChangeSet, DescribeChangeSet, ExecuteChangeSet, …
//	event.go     DescribeStackEvents
//	resource.go  DescribeStackResource(s), ListStackResources
//	template.go  GetTemplate, GetTemplateSummary, ValidateTemplate
//	export.go    ListExports, ListImports
package cloudformation

import (
	"strconv"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cloudformation"
	"github.com/sallyport/sallyport/internal/core/stack"
)

// API is the implementation of cloudformation.API.
type API struct {
	cloudformation.Unimplemented
	Stacks *stack.Service
}

var _ cloudformation.API = (*API)(nil)

// pageSize is how much an answer holds.
const pageSize = 100

// page cuts a page out of a list. A token is the place where the page begins.
func page[T any](list []T, token *string) ([]T, *string, error) {
	from := 0
	if token != nil {
		n, err := strconv.Atoi(*token)
		if err != nil || n < 0 || n > len(list) {
			return nil, nil, badToken()
		}
		from = n
	}
	to := min(from+pageSize, len(list))
	if to == len(list) {
		return list[from:], nil, nil
	}
	return list[from:to], awsapi.Ptr(strconv.Itoa(to)), nil
}

func badToken() error {
	return &awsapi.Exception{Code: "ValidationError", Message: "Invalid NextToken.", Status: 400, Sender: true}
}

// maybe leaves an empty text out.
func maybe(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
