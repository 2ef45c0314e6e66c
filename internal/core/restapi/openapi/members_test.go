package openapi

import (
	"errors"
	"strings"
	"testing"
)

// A member in the wrong place or misspelled is refused: most of all one that was meant to protect.
func TestUnknownMembers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ item, pointer string }{
		"misspelled":           {`{"get":{"secuirty":[{"p":["a"]}]}}`, "/paths/~1/get/secuirty"},
		"in capitals":          {`{"get":{"Security":[{"p":["a"]}]}}`, "/paths/~1/get/Security"},
		"security of a path":   {`{"security":[{"p":["a"]}],"get":{}}`, "/paths/~1/security"},
		"a verb in capitals":   {`{"GET":{}}`, "/paths/~1/GET"},
		"of the any method":    {`{"x-amazon-apigateway-any-method":{"securty":[]}}`, "/paths/~1/x-amazon-apigateway-any-method/securty"},
		"an unknown extension": {`{"get":{"x-amazon-apigateway-atuh":{}}}`, "/paths/~1/get/x-amazon-apigateway-atuh"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Read([]byte(`{"openapi":"3.0.0","info":{"title":"T","version":"1"},"paths":{"/":`+c.item+`}}`), Options{})
			var wrong *Error
			if !errors.As(err, &wrong) || len(wrong.Faults) != 1 || wrong.Faults[0].Pointer != c.pointer {
				t.Errorf("got %v, want one fault at %s", err, c.pointer)
			}
		})
	}
	all := `{"summary":"s","description":"d","servers":[],"parameters":[],"x-mine":1,"get":{"tags":[],"summary":"","description":"",
		"externalDocs":{},"operationId":"o","parameters":[],"responses":{},"callbacks":{},"deprecated":true,"security":[],"servers":[],"x-other":{}}}`
	if _, err := Read([]byte(`{"openapi":"3.0.0","info":{"title":"T","version":"1"},"paths":{"/":`+strings.Join(strings.Fields(all), " ")+`}}`), Options{}); err != nil {
		t.Errorf("every member of the specification: %v", err)
	}
}
