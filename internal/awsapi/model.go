// Package awsapi is the language the program speaks: AWS's services, operations, shapes, constraints and exceptions as
// plain Go, without a word about HTTP.
//
// One folder below it holds one service; everything in such a folder is generated from AWS's own model by awsgen:
//
//	model (api-2.json + additions + patches) -> awsgen -> types, API, Unimplemented, Guarded, exceptions, Model
//
// A call always takes the same way, whoever makes it:
//
//	caller -> Guarded -> Validate (AWS's words) -> Gate (who may?) -> the implementation of API
package awsapi

//go:generate go run -C awsgen . -out ..
//go:generate go run ./coverage -root ../..

// Kind says what a shape is made of.
type Kind uint8

// The kinds of shapes that occur in AWS's models.
const (
	String Kind = iota
	Structure
	List
	Map
	Boolean
	Integer
	Long
	Float
	Double
	Timestamp
	Blob
	Document // any JSON value, kept as it stands
)

// None stands where an operation has no input or output shape, or a member no default.
const None = -1

// Service is the model of one AWS service, trimmed to what serving it takes.
type Service struct {
	ID             string // endpoint prefix and IAM action prefix: "cognito-idp"
	SigningName    string // service name in a SigV4 credential scope
	Name           string // "Amazon Cognito Identity Provider"
	ClientName     string // the service id that SDKs and CloudFormation print: "Cognito Identity Provider"
	APIVersion     string // "2016-04-18"
	Protocol       string // json, rest-json, query, rest-xml
	JSONVersion    string // "1.1"
	TargetPrefix   string // prefix of X-Amz-Target
	XMLNamespace   string // namespace of query and rest-xml answers
	ValidationCode string // exception that carries "N validation errors detected"
	Operations     []Operation
	Shapes         []Shape
}

// Operation is one operation of a service.
type Operation struct {
	Name          string
	Method        string // HTTP method of the REST protocols
	URI           string // HTTP path template of the REST protocols, with a fixed query behind "?" where it has one
	Status        int    // status of success, 200 unless the model says otherwise
	Input         int    // index into Service.Shapes, or None
	Output        int    // index into Service.Shapes, or None
	ResultWrapper string // query: element around the result; rest-xml: outermost element of an answer, the shape's name if empty
	Unwrapped     bool   // rest-xml: the output's only member is the outermost element
	NoAuth        bool   // needs no signature
	Unserved      bool   // known by name alone, so that it can be refused by name: it has no shapes and no place in API
	Errors        []string
}

// Shape is a type of the model. The fields of the generated Go struct stand in the order of Members.
type Shape struct {
	Name      string
	Kind      Kind
	Members   []Member // Structure
	Elem      Member   // List: the element; Map: the value
	Key       Member   // Map: the key
	Min, Max  *float64 // length of strings, blobs, lists and maps; value of numbers
	Pattern   string   // regular expression in Java's dialect, matched against the whole value
	RE2       string   // the same in Go's dialect where Pattern has look-arounds
	Enum      []string
	Payload   string // member that is the whole body in the REST protocols
	Format    string // of a Timestamp: iso8601, unixTimestamp, rfc822; empty means the protocol's own
	Namespace string // XML namespace
	Prefix    string // XML namespace prefix
	Sensitive bool   // its value never appears in a message
	Flat      bool   // list or map without a wrapping element
	Wrapper   bool   // rest-xml: wrapped once more in an element
	Streaming bool
	// EventStream says of a Structure that it comes as a sequence: each element has one member, which names the event.
	// The Go type of a member with this shape is an iterator.
	EventStream bool
}

// Member is a use of a shape: a field of a structure, an element of a list, a key or value of a map.
type Member struct {
	Name         string // the model's name, which AWS uses in messages
	LocationName string // name on the wire where it differs
	Location     string // uri, querystring, header, headers, statusCode; empty is the body
	Shape        int    // index into Service.Shapes
	Format       string // timestamp format of this use
	Namespace    string // XML namespace of this use
	Prefix       string // XML namespace prefix of this use
	Required     bool
	Attribute    bool // an XML attribute
	Flat         bool
	Streaming    bool // a Blob that is the body and may be large
	EventPayload bool // of an event: the member that is its body, as it stands
	Idempotency  bool // filled in by clients
}

// WireName is the name the member has in a message body, header or query.
func (m *Member) WireName() string {
	if m.LocationName != "" {
		return m.LocationName
	}
	return m.Name
}

// Operation finds an operation by name; nil if the service has none of that name.
func (s *Service) Operation(name string) *Operation {
	lo, hi := 0, len(s.Operations)
	for lo < hi {
		mid := (lo + hi) / 2
		if s.Operations[mid].Name < name {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(s.Operations) && s.Operations[lo].Name == name {
		return &s.Operations[lo]
	}
	return nil
}

// Member finds a member of a structure by the model's name.
func (s *Shape) Member(name string) *Member {
	for i := range s.Members {
		if s.Members[i].Name == name {
			return &s.Members[i]
		}
	}
	return nil
}
