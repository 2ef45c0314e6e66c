package project

import (
	"errors"
	"regexp"
	"strconv"
	"strings"

	"github.com/sallyport/sallyport/internal/core/restapi/openapi"
	"github.com/sallyport/sallyport/internal/core/restapi/served"
	"github.com/sallyport/sallyport/internal/core/stack/template"
)

// checkBodies reads the OpenAPI documents in a template, so that what is wrong with one is told with its file and line
// before anything is created.
func (p *Project) checkBodies() error {
	var faults []error
	for _, r := range p.Template.Resources {
		body := r.Properties.Get("Body")
		if r.Type != "AWS::ApiGateway::RestApi" || body == nil || body.Kind != template.Map {
			continue
		}
		plain, known := withoutFunctions(body)
		if !known {
			continue // a function stands where the document's structure would: only the server can tell
		}
		for _, f := range documentFaults(plain.JSON()) {
			faults = append(faults, p.fault(r, body, f))
		}
	}
	return errors.Join(faults...)
}

// documentFaults lists what is wrong with a document, or what it asks for and would not get.
func documentFaults(document []byte) []openapi.Fault {
	def, err := openapi.Read(document, openapi.Options{})
	var wrong *openapi.Error
	switch {
	case errors.As(err, &wrong):
		return wrong.Faults
	case err != nil:
		return []openapi.Fault{{Reason: err.Error()}}
	}
	return served.Definition(def)
}

func (p *Project) fault(r *template.Resource, body *template.Value, f openapi.Fault) error {
	return &template.Error{
		Pos: p.shownPos(place(body, f.Pointer)), Path: "/Resources/" + r.ID + "/Properties/Body" + f.Pointer, Message: "Invalid OpenAPI input.",
		Detail: f.String(),
	}
}

// badDocument is the sentence of API Gateway about a document, with the place in it.
var badDocument = regexp.MustCompile(`Invalid OpenAPI input\. (/[^:\s]*)`)

// Place finds the position of a resource that failed: that of the place in its OpenAPI document if the reason names one, of
// the resource otherwise. A resource that the project does not declare has none.
func (p *Project) Place(logicalID, reason string) (template.Pos, bool) {
	r := p.Template.Resource(logicalID)
	if r == nil {
		return template.Pos{}, false
	}
	pos := r.Pos
	if m := badDocument.FindStringSubmatch(reason); m != nil && r.Properties.Get("Body") != nil {
		pos = place(r.Properties.Get("Body"), m[1])
	}
	return p.shownPos(pos), pos.Line > 0
}

// inMessage are the resources that CloudFormation's sentences name.
var inMessage = regexp.MustCompile(`resources? \[?([A-Za-z0-9]+)`)

// Mentioned finds the positions of the resources that a message names.
func (p *Project) Mentioned(message string) []template.Pos {
	var found []template.Pos
	for _, m := range inMessage.FindAllStringSubmatch(message, -1) {
		if pos, ok := p.Place(m[1], ""); ok {
			found = append(found, pos)
		}
	}
	return found
}

// place finds the position of a JSON pointer (RFC 6901): that of the value, or of what comes nearest to one that is missing.
func place(v *template.Value, pointer string) template.Pos {
	pos := v.Pos
	for _, step := range strings.Split(strings.TrimPrefix(pointer, "/"), "/") {
		step = strings.NewReplacer("~1", "/", "~0", "~").Replace(step)
		next, at := child(v, step)
		if next == nil {
			break
		}
		v, pos = next, at
	}
	return pos
}

func child(v *template.Value, step string) (*template.Value, template.Pos) {
	if v.Kind == template.List {
		if i, err := strconv.Atoi(step); err == nil && i >= 0 && i < len(v.Items) {
			return v.Items[i], v.Items[i].Pos
		}
		return nil, v.Pos
	}
	for _, f := range v.Fields {
		if f.Key == step {
			return f.Value, f.Pos
		}
	}
	return nil, v.Pos
}

// standIn takes the place of a value that only the server can know. It has the form of the values that stand in OpenAPI
// documents as functions: ARNs of user pools and functions.
const standIn = "arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_000000000"

// withoutFunctions replaces intrinsic functions by text. It is not possible for those that may give structure.
func withoutFunctions(v *template.Value) (plain *template.Value, known bool) {
	switch v.Kind {
	case template.Map:
		if len(v.Fields) == 1 {
			switch key := v.Fields[0].Key; {
			case key == "Fn::If" || key == "Fn::Transform" || key == "Fn::FindInMap":
				return nil, false
			case key == "Ref" || strings.HasPrefix(key, "Fn::"):
				return template.NewString(v.Pos, standIn), true
			}
		}
		m := template.NewMap(v.Pos)
		for _, f := range v.Fields {
			value, known := withoutFunctions(f.Value)
			if !known {
				return nil, false
			}
			m.Fields = append(m.Fields, template.Field{Key: f.Key, Pos: f.Pos, Value: value})
		}
		return m, true
	case template.List:
		list := template.NewList(v.Pos)
		for _, item := range v.Items {
			value, known := withoutFunctions(item)
			if !known {
				return nil, false
			}
			list.Items = append(list.Items, value)
		}
		return list, true
	}
	return v, true
}
