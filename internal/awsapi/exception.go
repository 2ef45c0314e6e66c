package awsapi

import (
	"errors"
	"fmt"
)

// Exception is an error that AWS's clients know by its code. It is made where a rule is broken, with AWS's own sentence,
// by the generated constructor of the service; whatever else is returned as an error stays private and is shown as an
// internal failure.
type Exception struct {
	Code    string // "NotAuthorizedException", "ValidationError"
	Message string // shown to the client as it is
	Status  int    // HTTP status
	Sender  bool   // the client is at fault; query and rest-xml answers say so
	// MessageKey is the JSON name of the message where it is not "message" (AccessDeniedException has "Message").
	MessageKey string
	// Detail holds further members of the exception's shape, by wire name.
	Detail map[string]any
	// Cause is logged, never shown.
	Cause error
}

func (e *Exception) Error() string { return e.Code + ": " + e.Message }

func (e *Exception) Unwrap() error { return e.Cause }

// With adds a member of the exception's shape.
func (e *Exception) With(name string, value any) *Exception {
	if e.Detail == nil {
		e.Detail = map[string]any{}
	}
	e.Detail[name] = value
	return e
}

// Because keeps the private reason beside the public sentence.
func (e *Exception) Because(cause error) *Exception { e.Cause = cause; return e }

// AsException finds the exception in an error; nil if there is none.
func AsException(err error) *Exception {
	var e *Exception
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// Code is the exception's code, or "" for any other error.
func Code(err error) string {
	if e := AsException(err); e != nil {
		return e.Code
	}
	return ""
}

// NotServed is the answer to an operation that AWS has and this program does not serve.
func NotServed(s *Service, op string) *Exception {
	return &Exception{
		Code:    "NotImplemented",
		Message: fmt.Sprintf("Sallyport does not serve the operation %s:%s.", s.ID, op),
		// 501 is final to the SDKs: every other 5xx is tried again.
		Status: 501,
	}
}
