package awsapi_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/awsapi/apigatewayv2"
	"github.com/sallyport/sallyport/internal/awsapi/cloudformation"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidentity"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/awsapi/iam"
	"github.com/sallyport/sallyport/internal/awsapi/lambda"
	"github.com/sallyport/sallyport/internal/awsapi/logs"
	"github.com/sallyport/sallyport/internal/awsapi/s3"
	"github.com/sallyport/sallyport/internal/awsapi/ssm"
	"github.com/sallyport/sallyport/internal/awsapi/sts"
)

// nobody is a gate that lets nobody in.
type nobody struct{ asked int }

var errNobody = errors.New("nobody may")

func (n *nobody) Allow(context.Context, *awsapi.Service, *awsapi.Operation, any) error {
	n.asked++
	return errNobody
}

func services(gate awsapi.Gate) []awsapi.Invoker {
	return []awsapi.Invoker{
		cognitoidp.Guard(cognitoidp.Unimplemented{}, gate), apigateway.Guard(apigateway.Unimplemented{}, gate),
		cloudformation.Guard(cloudformation.Unimplemented{}, gate), iam.Guard(iam.Unimplemented{}, gate),
		sts.Guard(sts.Unimplemented{}, gate), apigatewayv2.Guard(apigatewayv2.Unimplemented{}, gate),
		cognitoidentity.Guard(cognitoidentity.Unimplemented{}, gate), lambda.Guard(lambda.Unimplemented{}, gate),
		logs.Guard(logs.Unimplemented{}, gate), s3.Guard(s3.Unimplemented{}, gate), ssm.Guard(ssm.Unimplemented{}, gate),
	}
}

// inputTypes finds the Go type of every structure that an input can hold.
func inputTypes(t *testing.T, service awsapi.Invoker) map[int]reflect.Type {
	t.Helper()
	m := service.Model()
	found := map[int]reflect.Type{}
	for i := range m.Operations {
		op := &m.Operations[i]
		if op.Unserved {
			continue
		}
		name := op.Name
		if name == "Invoke" {
			// Of lambda: the plain name is the Invoker's.
			name = "InvokeFunction"
		}
		method, ok := reflect.TypeOf(service).MethodByName(name)
		if !ok {
			t.Fatalf("%s has no method %s", m.ID, op.Name)
		}
		if op.Input != awsapi.None {
			collect(m, op.Input, method.Type.In(2).Elem(), found)
		}
	}
	return found
}

func collect(m *awsapi.Service, shape int, typ reflect.Type, found map[int]reflect.Type) {
	if typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	switch s := &m.Shapes[shape]; s.Kind {
	case awsapi.List, awsapi.Map:
		collect(m, s.Elem.Shape, typ.Elem(), found)
	case awsapi.Structure:
		if found[shape] != nil {
			return
		}
		found[shape] = typ
		for i := range s.Members {
			collect(m, s.Members[i].Shape, typ.Field(i).Type, found)
		}
	}
}

// TestEveryConstraint sets every constrained member of every input just inside and just outside of its bounds.
func TestEveryConstraint(t *testing.T) {
	t.Parallel()
	for _, service := range services(&nobody{}) {
		m := service.Model()
		t.Run(m.ID, func(t *testing.T) {
			t.Parallel()
			checked := 0
			for shape, typ := range inputTypes(t, service) {
				members := m.Shapes[shape].Members
				if len(members) != typ.NumField() {
					t.Fatalf("%s has %d fields for %d members", typ, typ.NumField(), len(members))
				}
				for i := range members {
					checked += checkMember(t, m, shape, typ, i)
				}
			}
			if checked == 0 {
				t.Error("nothing was checked")
			}
			t.Logf("%d bounds checked", checked)
		})
	}
}

func checkMember(t *testing.T, m *awsapi.Service, shape int, typ reflect.Type, i int) (checked int) {
	t.Helper()
	member := &m.Shapes[shape].Members[i]
	s := &m.Shapes[member.Shape]
	at := fmt.Sprintf(" at '%s' failed to satisfy constraint: Member must ", lower(member.Name))
	expect := func(set func(reflect.Value), rule string, want bool) {
		v := reflect.New(typ)
		set(v.Elem().Field(i))
		got := false
		if e := awsapi.AsException(m.Validate(shape, v.Interface())); e != nil {
			got = strings.Contains(e.Message, at+rule)
		}
		if got != want {
			t.Errorf("%s.%s: %q reported %t, want %t", m.Shapes[shape].Name, member.Name, rule, got, want)
		}
		checked++
	}
	if member.Required {
		expect(func(reflect.Value) {}, "not be null", true)
	}
	what := "have length "
	if s.Kind == awsapi.Integer || s.Kind == awsapi.Long || s.Kind == awsapi.Double || s.Kind == awsapi.Float {
		what = "have value "
	}
	if s.Max != nil && *s.Max < 1<<20 {
		expect(func(f reflect.Value) { sized(f, int(*s.Max)) }, what+"less than", false)
		expect(func(f reflect.Value) { sized(f, int(*s.Max)+1) }, what+"less than", true)
	}
	if s.Min != nil && *s.Min >= 0 {
		expect(func(f reflect.Value) { sized(f, int(*s.Min)) }, what+"greater than", false)
		if *s.Min > 0 {
			expect(func(f reflect.Value) { sized(f, int(*s.Min)-1) }, what+"greater than", true)
		}
	}
	if len(s.Enum) > 0 {
		text := func(value string) func(reflect.Value) {
			return func(f reflect.Value) { f.Set(reflect.ValueOf(&value)) }
		}
		for _, value := range s.Enum {
			expect(text(value), "satisfy enum", false)
		}
		expect(text("no such value"), "satisfy enum", true)
	}
	return checked
}

func lower(name string) string { return strings.ToLower(name[:1]) + name[1:] }

// sized sets a field to a value of this size.
func sized(f reflect.Value, n int) {
	if f.Kind() == reflect.Pointer {
		f.Set(reflect.New(f.Type().Elem()))
		f = f.Elem()
	}
	switch f.Kind() {
	case reflect.String:
		f.SetString(strings.Repeat("a", n))
	case reflect.Int64:
		f.SetInt(int64(n))
	case reflect.Float64:
		f.SetFloat(float64(n))
	case reflect.Slice:
		f.Set(reflect.MakeSlice(f.Type(), n, n))
	case reflect.Map:
		f.Set(reflect.MakeMap(f.Type()))
		for i := range n {
			f.SetMapIndex(reflect.ValueOf(fmt.Sprint(i)), reflect.Zero(f.Type().Elem()))
		}
	}
}

// TestEveryPatternCompiles holds that no value is refused because its pattern cannot be read.
func TestEveryPatternCompiles(t *testing.T) {
	t.Parallel()
	for _, service := range services(&nobody{}) {
		for _, s := range service.Model().Shapes {
			pattern := s.Pattern
			if s.RE2 != "" {
				pattern = s.RE2
			}
			if _, err := awsapi.CompilePattern(pattern); err != nil {
				t.Errorf("%s: %v", s.Name, err)
			}
		}
	}
}

// TestModelsAreSound holds what readers of the models rely on.
func TestModelsAreSound(t *testing.T) {
	t.Parallel()
	for _, service := range services(&nobody{}) {
		m := service.Model()
		for i := range m.Operations {
			op := &m.Operations[i]
			if i > 0 && m.Operations[i-1].Name >= op.Name {
				t.Errorf("%s: %s is out of order", m.ID, op.Name)
			}
			if m.Operation(op.Name) != op {
				t.Errorf("%s: %s is not found", m.ID, op.Name)
			}
		}
		for _, none := range []string{"", "AAA", "Zzz", m.Operations[0].Name + "x"} {
			if m.Operation(none) != nil {
				t.Errorf("%s: %q is found", m.ID, none)
			}
		}
	}
}

// TestEveryOperationIsGuarded calls every operation of every service: none gets past its checks.
func TestEveryOperationIsGuarded(t *testing.T) {
	t.Parallel()
	gate := &nobody{}
	calls := 0
	for _, service := range services(gate) {
		m := service.Model()
		for i := range m.Operations {
			_, err := service.Invoke(context.Background(), m.Operations[i].Name, func(any) error { return nil })
			if m.Operations[i].Unserved {
				if awsapi.Code(err) != "NotImplemented" {
					t.Errorf("%s: %s: %v", m.ID, m.Operations[i].Name, err)
				}
				continue
			}
			invalid := awsapi.Code(err) == m.ValidationCode
			if !invalid && !errors.Is(err, errNobody) {
				t.Errorf("%s: %s: %v", m.ID, m.Operations[i].Name, err)
			}
			if !invalid {
				calls++
			}
		}
	}
	if gate.asked != calls {
		t.Errorf("the gate was asked %d times for %d valid calls", gate.asked, calls)
	}
}

func TestInvoke(t *testing.T) {
	t.Parallel()
	service := services(&nobody{})[0]
	broken := errors.New("broken input")
	if _, err := service.Invoke(t.Context(), "ListUserPools", func(any) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	if _, err := service.Invoke(t.Context(), "Fly", nil); awsapi.Code(err) != "NotImplemented" {
		t.Errorf("got %v", err)
	}
}
