package mapping

import (
	"fmt"
	"strings"
)

// Place is where a parameter is read from or written to.
type Place string

// The places of parameter mappings, as they are spelled in front of a name.
const (
	RequestHeader      Place = "method.request.header"
	RequestQuery       Place = "method.request.querystring"
	RequestPath        Place = "method.request.path"
	RequestMultiHeader Place = "method.request.multivalueheader"
	RequestMultiQuery  Place = "method.request.multivaluequerystring"
	RequestBody        Place = "method.request.body"

	ResponseHeader      Place = "integration.response.header"
	ResponseMultiHeader Place = "integration.response.multivalueheader"
	ResponseBody        Place = "integration.response.body"

	StageVariable   Place = "stageVariables"
	ContextVariable Place = "context"
	Static          Place = "static" // a literal in single quotes

	TargetHeader        Place = "integration.request.header"
	TargetQuery         Place = "integration.request.querystring"
	TargetPath          Place = "integration.request.path"
	TargetMethodHeader  Place = "method.response.header"
	TargetGatewayHeader Place = "gatewayresponse.header"
)

// Parameter is the parsed source of a parameter mapping.
type Parameter struct {
	Place Place
	Name  string // header, query, path or stage-variable name; the text of a Static

	context []string
	body    *jsonPath
}

// ParameterSource is the message that parameters are read from.
type ParameterSource interface {
	// Values lists the values of a header, query or path parameter in the order sent. Place is one
	// of RequestHeader, RequestQuery, RequestPath and ResponseHeader.
	Values(place Place, name string) []string
	// Body is the payload at RequestBody or ResponseBody.
	Body(place Place) string
	// StageVariable looks a stage variable up.
	StageVariable(name string) (string, bool)
	// Context looks $context up, name by name.
	Context(path []string) (string, bool)
}

// ParseParameter reads the source of a parameter mapping, such as method.request.header.X-Id,
// method.request.body.user.id, context.authorizer.claims.sub or 'text'.
func ParseParameter(text string) (Parameter, error) {
	if len(text) >= 2 && text[0] == '\'' && text[len(text)-1] == '\'' {
		return Parameter{Place: Static, Name: text[1 : len(text)-1]}, nil
	}
	for _, place := range []Place{RequestBody, ResponseBody} {
		if rest, ok := strings.CutPrefix(text, string(place)); ok {
			return bodyParameter(place, text, rest)
		}
	}
	if rest, ok := strings.CutPrefix(text, "context."); ok {
		path, width := dottedPath(text)
		if width != len(text) || rest == "" {
			return Parameter{}, fmt.Errorf("parameter mapping %q: bad context variable", text)
		}
		return Parameter{Place: ContextVariable, Name: rest, context: path[1:]}, nil
	}
	place, name, ok := placed(text, RequestHeader, RequestQuery, RequestPath, RequestMultiHeader,
		RequestMultiQuery, ResponseHeader, ResponseMultiHeader, StageVariable)
	if !ok {
		return Parameter{}, fmt.Errorf("parameter mapping %q is not a known source", text)
	}
	return Parameter{Place: place, Name: name}, nil
}

func bodyParameter(place Place, text, rest string) (Parameter, error) {
	p := Parameter{Place: place}
	if rest == "" {
		return p, nil
	}
	if rest[0] != '.' && rest[0] != '[' {
		return Parameter{}, fmt.Errorf("parameter mapping %q is not a known source", text)
	}
	var err error
	if p.body, err = parsePath("$" + rest); err != nil {
		return Parameter{}, fmt.Errorf("parameter mapping %q: %w", text, err)
	}
	return p, nil
}

// placed splits text into one of the places and the name behind it.
func placed(text string, places ...Place) (Place, string, bool) {
	for _, place := range places {
		if name, ok := strings.CutPrefix(text, string(place)+"."); ok && name != "" {
			return place, name, true
		}
	}
	return "", "", false
}

// Target is the parsed destination of a parameter mapping.
type Target struct {
	Place Place
	Name  string
}

// ParseTarget reads the destination of a parameter mapping: integration.request.{header,
// querystring,path}.N, method.response.header.N or gatewayresponse.header.N.
func ParseTarget(text string) (Target, error) {
	place, name, ok := placed(text, TargetHeader, TargetQuery, TargetPath, TargetMethodHeader,
		TargetGatewayHeader)
	if !ok {
		return Target{}, fmt.Errorf("parameter mapping %q is not a known target", text)
	}
	return Target{place, name}, nil
}

// Resolve is the value as one string, several joined by commas, and whether there is any.
func (p Parameter) Resolve(src ParameterSource) (string, bool) {
	values, err := p.Values(src)
	return strings.Join(values, ","), err == nil && len(values) > 0
}

// Values lists the values: several only of the multivalue places; of the others the last one sent.
// It fails if a payload that has to be JSON is not, with ErrInvalidJSON.
func (p Parameter) Values(src ParameterSource) ([]string, error) {
	switch p.Place {
	case Static:
		return []string{p.Name}, nil
	case RequestHeader, RequestQuery, RequestPath, ResponseHeader:
		values := src.Values(p.Place, p.Name)
		return values[max(0, len(values)-1):], nil
	case RequestMultiHeader:
		return src.Values(RequestHeader, p.Name), nil
	case RequestMultiQuery:
		return src.Values(RequestQuery, p.Name), nil
	case ResponseMultiHeader:
		return src.Values(ResponseHeader, p.Name), nil
	case StageVariable:
		return optional(src.StageVariable(p.Name))
	case ContextVariable:
		return optional(src.Context(p.context))
	case RequestBody, ResponseBody:
		return p.fromBody(src.Body(p.Place))
	}
	return nil, fmt.Errorf("parameter mapping has no source")
}

func optional(v string, ok bool) ([]string, error) {
	if !ok {
		return nil, nil
	}
	return []string{v}, nil
}

// fromBody takes the payload or a part of it. An empty payload is {}; text stays without quotes.
func (p Parameter) fromBody(body string) ([]string, error) {
	doc, err := document(body)
	if err != nil {
		return nil, err
	}
	if p.body == nil {
		return []string{bodyText(body)}, nil
	}
	x := newExec(&Env{})
	v, found, err := p.body.find(doc, &x.budget)
	if err != nil || !found || v == nil {
		return nil, err
	}
	if s, ok := v.(string); ok {
		return []string{s}, nil
	}
	s, err := x.jsonText(v)
	return []string{s}, err
}
