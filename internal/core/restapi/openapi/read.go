package openapi

import (
	"net/url"
	"slices"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
)

// vendor begins the names of API Gateway's extensions.
const vendor = "x-amazon-apigateway-"

// reader carries one document through its reading.
type reader struct {
	options Options
	root    cursor
	def     *Definition
	faults  []Fault
	noted   map[Fault]bool
	models  map[string]bool
	schemes map[string]scheme
	version int // 2 or 3
}

// Read reads a document. What is wrong with it is an *Error.
func Read(body []byte, options Options) (*Definition, error) {
	tree, err := decode(body)
	if err != nil {
		return nil, &Error{[]Fault{{"", err.Error()}}}
	}
	r := &reader{
		options: options, def: &Definition{}, noted: map[Fault]bool{}, models: map[string]bool{}, schemes: map[string]scheme{},
	}
	r.root = cursor{r: r, v: tree}
	if _, ok := tree.(map[string]any); !ok {
		return nil, &Error{[]Fault{{"", "the document must be an object"}}}
	}
	if r.readVersion() {
		r.readAPI()
		r.readModels()
		r.readValidators()
		r.readGatewayResponses()
		r.readSchemes()
		r.readPaths()
	}
	if len(r.faults) > 0 {
		return nil, &Error{r.faults}
	}
	return r.def, nil
}

func (r *reader) readVersion() bool {
	switch v := r.root.key("swagger"); {
	case v.present() && strings.HasPrefix(v.val(), "2"):
		r.version = 2
		return true
	case v.present():
		v.fail("only Swagger 2.0 is known")
		return false
	}
	v := r.root.key("openapi")
	if strings.HasPrefix(v.val(), "3.0") || strings.HasPrefix(v.val(), "3.1") {
		r.version = 3
		return true
	}
	v.fail("must be 3.0 or 3.1, or the document must have swagger 2.0")
	return false
}

// extensions makes sure that every extension of API Gateway at a place is one of those that are read there.
func (c cursor) extensions(known ...string) {
	for _, name := range c.keys() {
		short, ok := strings.CutPrefix(strings.ToLower(name), vendor)
		if !ok || slices.Contains(known, short) || slices.Contains(harmless, short) {
			continue
		}
		c.raw(name).fail("this extension is not supported here")
	}
}

// harmless extensions describe; they change nothing.
var harmless = []string{"documentation", "importexport-version", "tag-value"}

func (c cursor) extension(name string) cursor { return c.key(vendor + name) }

// readAPI reads the settings of the API.
func (r *reader) readAPI() {
	r.root.extensions("api-key-source", "binary-media-types", "minimum-compression-size", "policy",
		"endpoint-configuration", "gateway-responses", "request-validators", "request-validator")
	info := r.root.key("info").object()
	d := &r.def.API
	d.Name, d.Version = info.key("title").text(), info.key("version").text()
	if awsapi.Val(d.Name) == "" {
		info.key("title").fail("is missing: it becomes the name of the API")
	}
	if description := info.key("description").text(); awsapi.Val(description) != "" {
		d.Description = description
	}
	d.BinaryMediaTypes = r.root.extension("binary-media-types").texts()
	d.MinimumCompressionSize = r.root.extension("minimum-compression-size").number()
	r.readKeySource()
	r.readPolicy()
	r.readEndpoint(r.root.extension("endpoint-configuration"))
	if r.version == 3 {
		for _, server := range r.root.key("servers").items() {
			server.extensions("endpoint-configuration")
			r.readEndpoint(server.extension("endpoint-configuration"))
		}
	}
}

func (r *reader) readKeySource() {
	c := r.root.extension("api-key-source")
	if !c.present() {
		return
	}
	source := strings.ToUpper(c.val())
	if source != "HEADER" && source != "AUTHORIZER" {
		c.fail("must be HEADER or AUTHORIZER")
	}
	r.def.API.ApiKeySource = &source
}

func (r *reader) readPolicy() {
	c := r.root.extension("policy")
	if s, ok := c.v.(string); ok {
		r.def.API.Policy = &s
	} else if c.object().present() {
		r.def.API.Policy = awsapi.Ptr(compact(c.v))
	}
}

func (r *reader) readEndpoint(c cursor) {
	if !c.object().present() {
		return
	}
	for _, name := range c.keys() {
		switch name {
		case "types", "vpcEndpointIds", "disableExecuteApiEndpoint", "ipAddressType":
		default:
			c.raw(name).fail("is not a known setting of endpoints")
		}
	}
	if flag := c.key("disableExecuteApiEndpoint").flag(); flag != nil {
		r.def.API.DisableExecuteApiEndpoint = flag
	}
	e := &apigateway.EndpointConfiguration{
		Types: c.key("types").texts(), VpcEndpointIds: c.key("vpcEndpointIds").texts(),
		IpAddressType: c.key("ipAddressType").text(),
	}
	switch {
	case len(e.Types) > 0:
	case len(e.VpcEndpointIds) > 0:
		// Endpoints in a private network are what a private API has.
		e.Types = []string{"PRIVATE"}
	case e.IpAddressType != nil:
		e.Types = []string{"EDGE"}
	default:
		return
	}
	r.def.API.EndpointConfiguration = e
}

func (r *reader) readValidators() {
	list := r.root.extension("request-validators")
	for _, name := range list.keys() {
		v := list.key(name).object()
		r.def.Validators = append(r.def.Validators, apigateway.RequestValidator{
			Name:                      &name,
			ValidateRequestBody:       awsapi.Ptr(awsapi.Val(v.key("validateRequestBody").flag())),
			ValidateRequestParameters: awsapi.Ptr(awsapi.Val(v.key("validateRequestParameters").flag())),
		})
	}
}

func (r *reader) readGatewayResponses() {
	list := r.root.extension("gateway-responses")
	for _, name := range list.keys() {
		c := list.key(name).object()
		r.def.GatewayResponses = append(r.def.GatewayResponses, apigateway.GatewayResponse{
			ResponseType: &name, StatusCode: c.key("statusCode").text(),
			ResponseParameters: c.key("responseParameters").textMap(),
			ResponseTemplates:  c.key("responseTemplates").textMap(),
		})
	}
}

// basePath is what the option makes of the document's base path: what stands before every path.
func (r *reader) basePath() string {
	path := ""
	switch r.options.BasePath {
	case "", Ignore:
		return ""
	case Prepend, Split:
		path = strings.Trim(r.documentBase(), "/")
	default:
		cursor{r: r}.fail("the base path can be ignored, prepended or split: " + r.options.BasePath)
		return ""
	}
	if r.options.BasePath == Split {
		_, path, _ = strings.Cut(path, "/")
	}
	if path == "" {
		return ""
	}
	return "/" + path
}

func (r *reader) documentBase() string {
	if r.version == 2 {
		return r.root.key("basePath").val()
	}
	servers := r.root.key("servers").items()
	if len(servers) == 0 {
		return ""
	}
	address := servers[0].key("url").val()
	variables := servers[0].key("variables")
	for _, name := range variables.keys() {
		address = strings.ReplaceAll(address, "{"+name+"}", strings.TrimPrefix(variables.key(name).key("default").val(), "/"))
	}
	u, err := url.Parse(address)
	if err != nil {
		servers[0].key("url").fail("is not an address")
		return ""
	}
	return u.Path
}
