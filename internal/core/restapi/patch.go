package restapi

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
)

// The operations of a patch that API Gateway knows (a part of RFC 6902).
const (
	opAdd     = "add"
	opReplace = "replace"
	opRemove  = "remove"
)

// patchTable says what may be patched in a document and how.
type patchTable struct {
	// closed tables know nothing but replacing their fields, and say so in a sentence of their own.
	closed bool
	fields []patchField
	maps   []patchMap
	// other takes what is neither a field nor an entry of a map; it answers false for a path it does not know.
	other func(op, path string, value *string) (bool, error)
}

// patchField is a member with a path of its own.
type patchField struct {
	path string
	// removable fields may be removed: set is called with nil.
	removable bool
	set       func(value *string) error
}

// patchMap is a map whose entries are patched one by one: /requestParameters/method.request.header.X.
type patchMap struct {
	path string
	// set puts an entry; missing entries are refused with absent when they are replaced or removed.
	set    func(key, value string) error
	remove func(key string)
	has    func(key string) bool
	absent string // sentence of the NotFoundException
}

// apply runs the operations in their order.
func (t *patchTable) apply(ops []apigateway.PatchOperation) error {
	for i := range ops {
		if err := t.one(&ops[i]); err != nil {
			return err
		}
	}
	return nil
}

func (t *patchTable) one(op *apigateway.PatchOperation) error {
	if op.Path == nil {
		return apigateway.BadRequestException("Invalid patch path null")
	}
	kind, path := awsapi.Val(op.Op), *op.Path
	if t.closed && kind != opReplace {
		return apigateway.BadRequestException(fmt.Sprintf(
			"Invalid patch path  '%s' specified for op '%s'. Please choose supported operations", path, kind))
	}
	for i := range t.fields {
		if t.fields[i].path == path {
			return t.fields[i].apply(kind, op.Value)
		}
	}
	if done, err := t.entry(kind, path, op.Value); done || err != nil {
		return err
	}
	if t.other != nil {
		if done, err := t.other(kind, path, op.Value); done || err != nil {
			return err
		}
	}
	return t.unknown(path)
}

func (t *patchTable) entry(kind, path string, value *string) (bool, error) {
	for i := range t.maps {
		key, ok := strings.CutPrefix(path, t.maps[i].path+"/")
		if !ok || key == "" || strings.Contains(key, "/") {
			continue
		}
		return true, t.maps[i].apply(kind, unescapePointer(key), value)
	}
	return false, nil
}

func (t *patchTable) unknown(path string) error {
	if !t.closed {
		return apigateway.BadRequestException("Invalid patch path " + path)
	}
	known := make([]string, len(t.fields))
	for i, f := range t.fields {
		known[i] = f.path
	}
	return apigateway.BadRequestException(fmt.Sprintf(
		"Invalid patch path  '%s' specified for op 'replace'. Must be one of: [%s]", path, strings.Join(known, ", ")))
}

func (f *patchField) apply(kind string, value *string) error {
	switch {
	case kind == opReplace:
		return f.set(value)
	case kind == opRemove && f.removable:
		return f.set(nil)
	}
	return errOnlyReplace()
}

func (m *patchMap) apply(kind, key string, value *string) error {
	switch kind {
	case opAdd, opReplace:
		if kind == opReplace && m.absent != "" && !m.has(key) {
			return apigateway.NotFoundException(m.absent)
		}
		return m.set(key, awsapi.Val(value))
	case opRemove:
		if m.absent != "" && !m.has(key) {
			return apigateway.NotFoundException(m.absent)
		}
		m.remove(key)
		return nil
	}
	return apigateway.BadRequestException("Invalid patch operation specified. Must be 'add'|'remove'|'replace'")
}

func errOnlyReplace() error {
	return apigateway.BadRequestException("Invalid patch operation specified. Must be one of: [replace]")
}

// unescapePointer reads a token of a JSON pointer (RFC 6901 section 4).
func unescapePointer(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "~1", "/"), "~0", "~")
}

// escapePointer writes a token of a JSON pointer.
func escapePointer(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "~", "~0"), "/", "~1")
}

// textField is a member that holds text; replacing it by nothing, or by an empty text, leaves it out.
func textField(path string, member **string) patchField {
	return patchField{path: path, set: func(value *string) error {
		*member = value
		if awsapi.Val(value) == "" {
			*member = nil
		}
		return nil
	}}
}

// optionalField is a text that may be removed too.
func optionalField(path string, member **string) patchField {
	f := textField(path, member)
	f.removable = true
	return f
}

// boolField is a member that is true or false. As in AWS, whatever is not "true" is false.
func boolField(path string, member **bool) patchField {
	return patchField{path: path, set: func(value *string) error {
		*member = awsapi.Ptr(strings.EqualFold(awsapi.Val(value), "true"))
		return nil
	}}
}

// numberField is a whole number within bounds; replacing it by nothing leaves it out.
func numberField(path string, member **int64, low, high int64, sentence string) patchField {
	return patchField{path: path, set: func(value *string) error {
		if awsapi.Val(value) == "" {
			*member = nil
			return nil
		}
		n, err := strconv.ParseInt(*value, 10, 64)
		if err != nil || n < low || n > high {
			return apigateway.BadRequestException(sentence)
		}
		*member = &n
		return nil
	}}
}

// textMap patches a map of texts.
func textMap(path, absent string, member *map[string]string) patchMap {
	return patchMap{
		path: path, absent: absent,
		set:    func(key, value string) error { put(member, key, value); return nil },
		remove: func(key string) { delete(*member, key) },
		has:    func(key string) bool { _, ok := (*member)[key]; return ok },
	}
}

// flagMap patches a map of truth values.
func flagMap(path, absent string, member *map[string]bool) patchMap {
	return patchMap{
		path: path, absent: absent,
		set:    func(key, value string) error { put(member, key, strings.EqualFold(value, "true")); return nil },
		remove: func(key string) { delete(*member, key) },
		has:    func(key string) bool { _, ok := (*member)[key]; return ok },
	}
}

func put[V any](m *map[string]V, key string, value V) {
	if *m == nil {
		*m = map[string]V{}
	}
	(*m)[key] = value
}
