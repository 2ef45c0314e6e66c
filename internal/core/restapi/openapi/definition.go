package openapi

import (
	"fmt"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
)

// The ways to treat the base path of a document.
const (
	Ignore  = "ignore"
	Prepend = "prepend"
	Split   = "split"
)

// Options of Read.
type Options struct {
	BasePath string // Ignore unless set
	// ModelBase stands before the name of a model in references between models.
	ModelBase string
}

// Definition is a REST API as a document describes it. Documents have no ids in them: authorizers, validators and models
// are referred to by name.
type Definition struct {
	// API has the settings that the document names; the others are nil.
	API              apigateway.RestApi
	Authorizers      []apigateway.Authorizer
	Models           []apigateway.Model
	Validators       []apigateway.RequestValidator
	GatewayResponses []apigateway.GatewayResponse
	Resources        []Resource // ordered by path
	Warnings         []string
}

// Resource is a path and its methods, ordered by verb.
type Resource struct {
	Path    string
	Pointer string // where it stands in the document (RFC 6901)
	Methods []Method
}

// Method is an operation. Document has its integration and responses in it.
type Method struct {
	Document   apigateway.Method
	Authorizer string // name
	Validator  string // name
	Pointer    string
}

// Fault is something wrong at a place of the document.
type Fault struct {
	Pointer string // RFC 6901; empty is the whole document
	Reason  string
}

func (f Fault) String() string {
	if f.Pointer == "" {
		return f.Reason
	}
	return f.Pointer + ": " + f.Reason
}

// Error lists what is wrong with a document, in the order in which it was read.
type Error struct{ Faults []Fault }

// longestList bounds what is shown of a long list of faults.
const longestList = 20

func (e *Error) Error() string {
	lines := make([]string, 0, longestList+1)
	for i, f := range e.Faults {
		if i == longestList {
			lines = append(lines, fmt.Sprintf("and %d more", len(e.Faults)-i))
			break
		}
		lines = append(lines, f.String())
	}
	return strings.Join(lines, "; ")
}
