package awsapi

import (
	"context"
	"fmt"
)

// PrincipalKind says what sort of principal makes a call.
type PrincipalKind uint8

// The kinds of principals. Anonymous is the zero value: whoever forgets to say who calls is nobody.
const (
	Anonymous PrincipalKind = iota
	Root
	User
	AssumedRole
	FederatedUser
	ServicePrincipal
)

// Caller is who makes a call, as the signature (or the program itself, for service principals) proved it.
type Caller struct {
	Kind        PrincipalKind
	AccountID   string
	ARN         string // arn:aws:iam::123456789012:root
	UserID      string // what GetCallerIdentity answers as UserId
	AccessKeyID string
	Service     string // of a ServicePrincipal: "apigateway.amazonaws.com"
}

// Request is what is known of a call beside its input.
type Request struct {
	ID        string // request id, in every answer and every log line
	AccountID string
	Region    string
	Caller    Caller
	SourceIP  string
	UserAgent string
}

type requestKey struct{}

// WithRequest puts the request's facts into the context.
func WithRequest(ctx context.Context, r Request) context.Context {
	return context.WithValue(ctx, requestKey{}, r)
}

// RequestFrom takes the request's facts out of the context; the zero Request is anonymous.
func RequestFrom(ctx context.Context) Request {
	r, _ := ctx.Value(requestKey{}).(Request)
	return r
}

// Gate decides whether the caller in the context may do an operation with this input. Its answer is an Exception that can
// be shown. There is no zero Gate that lets everybody in.
type Gate interface {
	Allow(ctx context.Context, s *Service, op *Operation, in any) error
}

// Call is the one way into an implementation: the generated guards make it for every operation.
func Call[I, O any](
	ctx context.Context, gate Gate, s *Service, op *Operation, in *I, do func(context.Context, *I) (*O, error),
) (*O, error) {
	if in == nil {
		return nil, fmt.Errorf("%s:%s: no input", s.ID, op.Name)
	}
	if op.Input != None {
		if err := s.Validate(op.Input, in); err != nil {
			return nil, err
		}
	}
	if err := gate.Allow(ctx, s, op, in); err != nil {
		return nil, err
	}
	return do(ctx, in)
}

// Invoker is a service as a protocol sees it: operations by name, inputs filled by a decoder.
type Invoker interface {
	Model() *Service
	Invoke(ctx context.Context, operation string, decode func(in any) error) (out any, err error)
}

// Ptr makes a pointer to a value: optional members of the generated types are pointers.
func Ptr[T any](v T) *T { return &v }

// Val reads an optional member; absent is the zero value.
func Val[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}
