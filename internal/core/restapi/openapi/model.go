package openapi

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
)

var modelName = regexp.MustCompile(`^[a-zA-Z0-9]+$`)

const jsonType = "application/json"

// schemas is where a document keeps its schemas.
func (r *reader) schemas() cursor {
	if r.version == 2 {
		return r.root.key("definitions")
	}
	return r.root.key("components").key("schemas")
}

// readModels makes a model of every schema with a name.
func (r *reader) readModels() {
	list := r.schemas()
	for _, name := range list.keys() {
		c := list.raw(name)
		if !modelName.MatchString(name) {
			c.fail("Model name must be alphanumeric: " + name)
			continue
		}
		r.models[name] = true
		m := apigateway.Model{
			Name: &name, ContentType: awsapi.Ptr(jsonType), Schema: awsapi.Ptr(compact(r.schema(c))),
		}
		if s, ok := c.raw("description").v.(string); ok {
			m.Description = &s
		}
		r.def.Models = append(r.def.Models, m)
	}
}

// schema is a schema in which references lead to models.
func (r *reader) schema(c cursor) any {
	switch v := c.v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for name := range v {
			child := c.raw(name)
			if text, ok := child.v.(string); ok && name == "$ref" {
				out[name] = r.modelReference(child, text)
				continue
			}
			out[name] = r.schema(child)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, child := range v {
			out[i] = r.schema(cursor{r, c.at, child})
		}
		return out
	}
	return c.v
}

func (r *reader) modelReference(c cursor, ref string) string {
	name, ok := r.modelName(ref)
	if !ok {
		c.fail("a schema may refer to another schema of this document with a name, not to " + ref)
		return ref
	}
	return r.options.ModelBase + name
}

func (r *reader) modelName(ref string) (string, bool) {
	name, ok := strings.CutPrefix(ref, "#/definitions/")
	if !ok {
		name, ok = strings.CutPrefix(ref, "#/components/schemas/")
	}
	_, there := r.schemas().v.(map[string]any)[name]
	return name, ok && there
}

// model is the name of the model for a schema in the midst of an operation. A schema without a name gets one, made of what
// it says, so that a validator has something to validate by.
func (r *reader) model(c cursor) (string, bool) {
	m, ok := c.v.(map[string]any)
	if !ok {
		if c.v != nil {
			c.fail("must be an object")
		}
		return "", false
	}
	if ref, ok := m["$ref"].(string); ok {
		name, ok := r.modelName(ref)
		if !ok {
			c.fail("the reference " + ref + " leads to no schema")
		}
		return name, ok
	}
	text := compact(r.schema(c))
	sum := sha256.Sum256([]byte(text))
	name := "MODEL" + hex.EncodeToString(sum[:3])
	if !r.models[name] {
		r.models[name] = true
		r.def.Models = append(r.def.Models, apigateway.Model{Name: &name, ContentType: awsapi.Ptr(jsonType), Schema: &text})
	}
	return name, true
}

// compact writes a value as JSON, members in order.
func compact(v any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		// The tree came out of a decoder; the only thing that cannot be written back is a number nobody can read.
		return "{}"
	}
	return strings.TrimSpace(b.String())
}
