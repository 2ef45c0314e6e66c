package rest

import (
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/wire/awshttp/protocol"
	"github.com/sallyport/sallyport/internal/wire/awshttp/scalar"
)

func malformed(m *awsapi.Member, err error) error {
	return protocol.Malformed("SerializationException", "The value of "+m.WireName()+" "+err.Error())
}

// Bind sets the members of the struct that in points to which are in path, query and headers.
func (r *Router) Bind(m *Match, in any) error {
	if m.Operation.Input == awsapi.None {
		return nil
	}
	v := reflect.ValueOf(in).Elem()
	members := r.service.Shapes[m.Operation.Input].Members
	for i := range members {
		member, field := &members[i], v.Field(i)
		var err error
		switch member.Location {
		case "uri":
			err = r.bindLabel(m, member, field)
		case "querystring":
			err = r.bindQuery(m, members, member, field)
		case "header":
			err = r.bindHeader(m, member, field)
		case "headers":
			bindHeaders(m.header, member.LocationName, field)
		}
		if err != nil {
			return malformed(member, err)
		}
	}
	return nil
}

func (r *Router) bindLabel(m *Match, member *awsapi.Member, field reflect.Value) error {
	for _, l := range m.labels {
		if l.name == member.WireName() {
			return r.set(member, l.value, field)
		}
	}
	return nil
}

func (r *Router) set(m *awsapi.Member, text string, field reflect.Value) error {
	return scalar.Set(scalar.Deref(field), &r.service.Shapes[m.Shape], text)
}

func (r *Router) bindQuery(m *Match, members []awsapi.Member, member *awsapi.Member, field reflect.Value) error {
	s := &r.service.Shapes[member.Shape]
	values, found := m.query[member.WireName()]
	switch {
	case s.Kind == awsapi.Map:
		return r.bindQueryMap(m, members, s, field)
	case !found:
		return nil
	case s.Kind == awsapi.List:
		return r.bindList(s, values, field)
	}
	// Of a parameter given more than once the last counts, as it does for a member of a JSON object.
	return r.set(member, values[len(values)-1], field)
}

func (r *Router) bindList(s *awsapi.Shape, values []string, field reflect.Value) error {
	list := reflect.MakeSlice(field.Type(), len(values), len(values))
	for i, text := range values {
		if err := scalar.Set(list.Index(i), &r.service.Shapes[s.Elem.Shape], text); err != nil {
			return err
		}
	}
	field.Set(list)
	return nil
}

// bindQueryMap takes the parameters that are no other member's.
func (r *Router) bindQueryMap(m *Match, members []awsapi.Member, s *awsapi.Shape, field reflect.Value) error {
	elem := &r.service.Shapes[s.Elem.Shape]
	for name, values := range m.query {
		if m.template.fixes(name) || slices.ContainsFunc(members, func(o awsapi.Member) bool {
			return o.Location == "querystring" && o.WireName() == name && r.service.Shapes[o.Shape].Kind != awsapi.Map
		}) {
			continue
		}
		value := reflect.New(field.Type().Elem()).Elem()
		var err error
		if elem.Kind == awsapi.List {
			err = r.bindList(elem, values, value)
		} else {
			err = scalar.Set(value, elem, values[len(values)-1])
		}
		if err != nil {
			return err
		}
		if field.IsNil() {
			field.Set(reflect.MakeMap(field.Type()))
		}
		field.SetMapIndex(reflect.ValueOf(name), value)
	}
	return nil
}

func (r *Router) bindHeader(m *Match, member *awsapi.Member, field reflect.Value) error {
	values := m.header.Values(member.WireName())
	if len(values) == 0 {
		return nil
	}
	s := &r.service.Shapes[member.Shape]
	if s.Kind != awsapi.List {
		return r.set(member, strings.Join(values, ","), field)
	}
	isTime := r.service.Shapes[s.Elem.Shape].Kind == awsapi.Timestamp
	texts, err := splitHeader(strings.Join(values, ","), isTime)
	if err != nil {
		return err
	}
	return r.bindList(s, texts, field)
}

// bindHeaders takes the headers whose names start with the prefix.
func bindHeaders(h http.Header, prefix string, field reflect.Value) {
	for name, values := range h {
		if len(name) < len(prefix) || !strings.EqualFold(name[:len(prefix)], prefix) {
			continue
		}
		if field.IsNil() {
			field.Set(reflect.MakeMap(field.Type()))
		}
		key := strings.ToLower(name[len(prefix):])
		field.SetMapIndex(reflect.ValueOf(key), reflect.ValueOf(strings.Join(values, ",")))
	}
}
