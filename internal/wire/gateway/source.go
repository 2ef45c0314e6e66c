package gateway

import "github.com/sallyport/sallyport/internal/core/restapi/mapping"

// sourceValues is the exchange as parameter mappings read it.
type sourceValues exchange

// Values lists the values of a header, query or path parameter. Header names have no case.
func (s *sourceValues) Values(place mapping.Place, name string) []string {
	x := (*exchange)(s)
	switch place {
	case mapping.RequestHeader:
		return x.req.Header.Values(nil, name)
	case mapping.RequestQuery:
		return x.queryValues()[name]
	case mapping.RequestPath:
		if v, ok := x.match.Param(name); ok {
			return []string{v}
		}
	}
	return nil
}

// Body is the payload of the client, or the backend's.
func (s *sourceValues) Body(place mapping.Place) string {
	if place == mapping.ResponseBody {
		return s.reply.Body
	}
	return s.payload
}

// StageVariable looks a stage variable up.
func (s *sourceValues) StageVariable(name string) (string, bool) {
	if s.plan == nil {
		return "", false
	}
	v, ok := s.plan.Variables[name]
	return v, ok
}

// Context looks a context variable up, name by name. Only a value that is text or can be told as text is one.
func (s *sourceValues) Context(path []string) (string, bool) {
	var at any = (*contextValues)(s)
	for _, name := range path {
		var ok bool
		switch m := at.(type) {
		case mapping.Context:
			at, ok = m.Lookup(name)
		case map[string]any:
			at, ok = m[name]
		}
		if !ok {
			return "", false
		}
	}
	switch v := at.(type) {
	case string:
		return v, true
	case int64:
		return formatInt(v), true
	}
	return "", false
}
