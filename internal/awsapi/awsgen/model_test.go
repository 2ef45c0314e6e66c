package main

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
)

const small = `{
  "metadata": {"protocol": "rest-json", "endpointPrefix": "small", "serviceFullName": "Small", "apiVersion": "2020-01-01"},
  "operations": {
    "GetThing": {"name": "GetThing", "http": {"method": "GET", "requestUri": "/thing"}, "input": {"shape": "GetThingRequest"}, "output": {"shape": "Thing"}, "errors": [{"shape": "Gone"}]},
    "ListThings": {"name": "ListThings", "http": {"method": "GET", "requestUri": "/thing/"}, "input": {"shape": "ListThingsRequest"}},
    "OldThing": {"name": "OldThing", "http": {"method": "GET", "requestUri": "/thing"}, "deprecated": true},
    "PutThing": {"name": "PutThing", "http": {"method": "PUT", "requestUri": "/thing?x"}, "input": {"shape": "Thing"}, "errors": [{"shape": "Full"}]}
  },
  "shapes": {
    "GetThingRequest": {"type": "structure", "required": ["id"], "members": {"id": {"shape": "Id", "location": "querystring", "locationName": "ID"}}},
    "ListThingsRequest": {"type": "structure", "members": {"after": {"shape": "Id", "location": "querystring"}}},
    "Thing": {"type": "structure", "required": ["color"], "members": {"color": {"shape": "Color"}, "zone": {"shape": "Id"}}},
    "Color": {"type": "string", "enum": ["RED"]},
    "Id": {"type": "string", "max": 5},
    "Full": {"type": "structure", "members": {"limit": {"shape": "Limit"}}, "exception": true},
    "Gone": {"type": "structure", "members": {}, "exception": true},
    "Limit": {"type": "integer"},
    "Throttled": {"type": "structure", "members": {"message": {"shape": "Id"}}, "exception": true}
  }
}`

func read[T any](t *testing.T, text string) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return v
}

func memberNames(s *shape) string {
	var names []string
	for _, m := range s.Members {
		names = append(names, m.Name)
	}
	return strings.Join(names, " ")
}

func TestAdd(t *testing.T) {
	t.Parallel()
	m := read[*model](t, small)
	err := m.add(read[additions](t, `{
	  "note": "somewhere",
	  "operations": {
	    "DropThing": {"name": "DropThing", "http": {"method": "DELETE", "requestUri": "/thing"}, "input": {"shape": "DropThingRequest"}},
	    "GetThing": {"errors": [{"shape": "Locked"}]}
	  },
	  "shapes": {
	    "DropThingRequest": {"type": "structure", "members": {"id": {"shape": "Id"}}},
	    "Locked": {"type": "structure", "members": {}, "exception": true},
	    "Thing": {"required": ["zone", "size"], "members": {"size": {"shape": "Limit"}}},
	    "Color": {"enum": ["BLUE"]}
	  }
	}`))
	if err != nil {
		t.Fatal(err)
	}
	if got := memberNames(m.Shapes["Thing"]); got != "color zone size" {
		t.Errorf("members %q: what is new goes behind what the model has", got)
	}
	if got := strings.Join(m.Shapes["Thing"].Required, " "); got != "color zone size" {
		t.Errorf("required %q", got)
	}
	if got := strings.Join(m.Shapes["Color"].Enum, " "); got != "RED BLUE" {
		t.Errorf("enum %q", got)
	}
	if op := m.Operations["DropThing"]; op == nil || op.Input.Shape != "DropThingRequest" {
		t.Errorf("new operation %+v", op)
	}
	if errs := m.Operations["GetThing"].Errors; len(errs) != 2 || errs[1].Shape != "Locked" {
		t.Errorf("errors %+v", errs)
	}
}

func TestAddConflicts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ additions, want string }{
		"no note":            {`{"shapes": {"New": {"type": "string"}}}`, "no note"},
		"operation":          {`{"note": "n", "operations": {"GetThing": {"name": "GetThing"}}}`, "operation GetThing: the model has it"},
		"operation's output": {`{"note": "n", "operations": {"ListThings": {"output": {"shape": "Thing"}}}}`, "operation ListThings: the model has it"},
		"operation's name":   {`{"note": "n", "operations": {"New": {"name": "Newer"}}}`, "operation New: its name"},
		"error":              {`{"note": "n", "operations": {"GetThing": {"errors": [{"shape": "Gone"}]}}}`, "has the error Gone"},
		"shape":              {`{"note": "n", "shapes": {"Color": {"type": "string"}}}`, "shape Color: the model has it"},
		"member":             {`{"note": "n", "shapes": {"Thing": {"members": {"zone": {"shape": "Id"}}}}}`, "has the member zone"},
		"enum":               {`{"note": "n", "shapes": {"Color": {"enum": ["RED"]}}}`, "enum: the model has RED"},
		"required":           {`{"note": "n", "shapes": {"Thing": {"required": ["color"]}}}`, "required: the model has color"},
		"required unknown":   {`{"note": "n", "shapes": {"Thing": {"required": ["depth"]}}}`, "no member depth"},
		"no type":            {`{"note": "n", "shapes": {"New": {"enum": ["A"]}}}`, "no type"},
		"member's shape":     {`{"note": "n", "shapes": {"Thing": {"members": {"x": {"shape": "Nowhere"}}}}}`, "uses Nowhere"},
		"operation's shape":  {`{"note": "n", "operations": {"New": {"name": "New", "input": {"shape": "Nowhere"}}}}`, "uses Nowhere"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := read[*model](t, small).add(read[additions](t, c.additions))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestTrimKeepsWhatTheListReaches(t *testing.T) {
	t.Parallel()
	m := read[*model](t, small)
	if err := m.trim([]string{"GetThing"}); err != nil {
		t.Fatal(err)
	}
	// Throttled is any operation's exception; Full and its limit are PutThing's alone.
	want := []string{"Color", "GetThingRequest", "Gone", "Id", "Thing", "Throttled"}
	if got := slices.Sorted(maps.Keys(m.Shapes)); !slices.Equal(got, want) {
		t.Errorf("shapes %v, want %v", got, want)
	}
	if m.Operations["GetThing"].Unserved || !m.Operations["PutThing"].Unserved {
		t.Error("what is in the list is served, what is not is known by name")
	}
}

func TestTrimSeparatesRoutes(t *testing.T) {
	t.Parallel()
	m := read[*model](t, small)
	if err := m.trim([]string{"PutThing"}); err != nil {
		t.Fatal(err)
	}
	if m.Operations["OldThing"] != nil {
		t.Error("the deprecated twin is still there")
	}
	if got := m.Operations["GetThing"].HTTP.RequestURI; got != "/thing?ID" {
		t.Errorf("URI %q does not tell GetThing from ListThings", got)
	}
	if got := m.Operations["ListThings"].HTTP.RequestURI; got != "/thing/" {
		t.Errorf("URI %q", got)
	}
}

func TestTrimWithoutListKeepsAll(t *testing.T) {
	t.Parallel()
	m := read[*model](t, small)
	shapes := len(m.Shapes)
	if err := m.trim(nil); err != nil || len(m.Shapes) != shapes || len(m.Operations) != 4 {
		t.Errorf("%v: %d shapes, %d operations", err, len(m.Shapes), len(m.Operations))
	}
	if err := m.trim([]string{"FlyThing"}); err == nil || !strings.Contains(err.Error(), "FlyThing") {
		t.Errorf("unknown operation: %v", err)
	}
}
