package awsapi_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/sallyport/sallyport/internal/awsapi"
)

type gateFunc func(in any) error

func (g gateFunc) Allow(_ context.Context, _ *awsapi.Service, _ *awsapi.Operation, in any) error {
	return g(in)
}

func TestCallChecksInOrder(t *testing.T) {
	t.Parallel()
	open := gateFunc(func(any) error { return nil })
	closed := gateFunc(func(any) error { return errNobody })
	valid, invalid := &rootType{Id: awsapi.Ptr("ab")}, &rootType{Id: awsapi.Ptr("a")}
	for name, c := range map[string]struct {
		gate awsapi.Gate
		in   *rootType
		op   awsapi.Operation
		fail bool
		code string
	}{
		"all well":            {open, valid, awsapi.Operation{Input: root}, false, ""},
		"invalid before gate": {closed, invalid, awsapi.Operation{Input: root}, true, "ValidationException"},
		"gate":                {closed, valid, awsapi.Operation{Input: root}, true, ""},
		"no input to check":   {open, invalid, awsapi.Operation{Input: awsapi.None}, false, ""},
		"no input at all":     {open, nil, awsapi.Operation{Input: root}, true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			called := false
			_, err := awsapi.Call(t.Context(), c.gate, zoo(), &c.op, c.in, func(context.Context, *rootType) (*rootType, error) {
				called = true
				return nil, nil
			})
			if called == c.fail || (err != nil) != c.fail || awsapi.Code(err) != c.code {
				t.Errorf("called %t, error %v", called, err)
			}
		})
	}
}

func TestRequestTravelsInTheContext(t *testing.T) {
	t.Parallel()
	if r := awsapi.RequestFrom(t.Context()); r.Caller.Kind != awsapi.Anonymous || r.ID != "" {
		t.Errorf("the empty context holds %+v", r)
	}
	want := awsapi.Request{ID: "1", Region: "eu-west-1", Caller: awsapi.Caller{Kind: awsapi.Root, AccountID: "123456789012"}}
	if got := awsapi.RequestFrom(awsapi.WithRequest(t.Context(), want)); got != want {
		t.Errorf("got %+v", got)
	}
}

func TestException(t *testing.T) {
	t.Parallel()
	cause := errors.New("private")
	e := (&awsapi.Exception{Code: "Gone", Message: "It is gone."}).With("a", 1).With("b", 2).Because(cause)
	wrapped := fmt.Errorf("call: %w", e)
	if awsapi.AsException(wrapped) != e || awsapi.Code(wrapped) != "Gone" || !errors.Is(wrapped, cause) {
		t.Errorf("got %v", wrapped)
	}
	if e.Detail["a"] != 1 || e.Detail["b"] != 2 || e.Error() != "Gone: It is gone." {
		t.Errorf("got %+v", e)
	}
	if awsapi.AsException(cause) != nil || awsapi.Code(cause) != "" || awsapi.Code(nil) != "" {
		t.Error("an error became an exception")
	}
}

func TestNotServedIsFinal(t *testing.T) {
	t.Parallel()
	e := awsapi.NotServed(zoo(), "Fly")
	if e.Status != 501 || e.Message != "Sallyport does not serve the operation zoo:Fly." {
		t.Errorf("got %+v", e)
	}
}

func TestOptionalMembers(t *testing.T) {
	t.Parallel()
	if awsapi.Val(awsapi.Ptr(3)) != 3 || awsapi.Val[string](nil) != "" {
		t.Error("Val does not undo Ptr")
	}
	m := awsapi.Member{Name: "items"}
	if m.WireName() != "items" {
		t.Errorf("got %s", m.WireName())
	}
	m.LocationName = "item"
	s := awsapi.Shape{Members: []awsapi.Member{m}}
	if s.Member("items").WireName() != "item" || s.Member("item") != nil {
		t.Error("a member goes by the model's name, on the wire by its own")
	}
}
