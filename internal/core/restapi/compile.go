package restapi

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/core/restapi/served"
)

// Source is what a Plan is made of.
type Source struct {
	AccountID, Region string
	Snapshot          *Snapshot
	Stage             *apigateway.Stage
}

// Fault is a reason for which a deployment cannot be served. Method and Path are empty where the API or the stage as a
// whole is at fault.
type Fault struct {
	Method, Path string
	Reason       string
}

func (f Fault) String() string {
	if f.Path == "" {
		return f.Reason
	}
	return f.Method + " " + f.Path + ": " + f.Reason
}

// CompileError lists everything for which a deployment cannot be served, in the order of path and method.
type CompileError struct{ Faults []Fault }

// longestList bounds what is shown of a long list of faults.
const longestList = 20

func (e *CompileError) Error() string {
	lines := make([]string, 0, longestList+1)
	for i, f := range e.Faults {
		if i == longestList {
			lines = append(lines, fmt.Sprintf("and %d more", len(e.Faults)-i))
			break
		}
		lines = append(lines, f.String())
	}
	return strings.Join(lines, "; ")
}

// Compile makes the Plan of a deployment on a stage, or says with a *CompileError why there is none.
func Compile(src Source) (*Plan, error) {
	s := src.Snapshot
	c := &compiler{
		src: src,
		plan: &Plan{
			APIID: awsapi.Val(s.API.Id), APIName: awsapi.Val(s.API.Name), AccountID: src.AccountID, Region: src.Region,
			DeploymentID: awsapi.Val(s.Deployment.Id), Stage: awsapi.Val(src.Stage.StageName),
			Variables:              maps.Clone(src.Stage.Variables),
			DisableDefaultEndpoint: awsapi.Val(s.API.DisableExecuteApiEndpoint),
			BinaryMediaTypes:       slices.Clone(s.API.BinaryMediaTypes),
		},
		authorizers: map[string]*Authorizer{},
		validators:  map[string]apigateway.RequestValidator{},
	}
	c.faults(Fault{}, served.API(&s.API)...)
	c.faults(Fault{}, served.Stage(src.Stage)...)
	c.responses()
	c.index()
	c.routes()
	if len(c.found) > 0 {
		return nil, &CompileError{Faults: c.found}
	}
	return c.plan, nil
}

type compiler struct {
	src         Source
	plan        *Plan
	authorizers map[string]*Authorizer // by id
	broken      map[string]string      // authorizers that do not compile, and why
	validators  map[string]apigateway.RequestValidator
	found       []Fault
}

// faults notes reasons at a place.
func (c *compiler) faults(at Fault, reasons ...string) {
	for _, reason := range reasons {
		at.Reason = reason
		c.found = append(c.found, at)
	}
}

// index prepares what methods refer to.
func (c *compiler) index() {
	c.broken = map[string]string{}
	for i := range c.src.Snapshot.Authorizers {
		doc := &c.src.Snapshot.Authorizers[i]
		a, err := compileAuthorizer(doc)
		if err != nil {
			c.broken[awsapi.Val(doc.Id)] = err.Error()
			continue
		}
		c.authorizers[a.ID] = a
	}
	for _, v := range c.src.Snapshot.Validators {
		c.validators[awsapi.Val(v.Id)] = v
	}
}

// responses resolves the gateway responses of all types.
func (c *compiler) responses() {
	set := map[ResponseType]apigateway.GatewayResponse{}
	for _, r := range c.src.Snapshot.GatewayResponses {
		set[ResponseType(awsapi.Val(r.ResponseType))] = r
	}
	c.plan.responses = map[ResponseType]*GatewayResponse{}
	for _, t := range slices.Sorted(maps.Keys(responseStatus)) {
		r, err := compileResponse(t, resolveResponse(t, set))
		if err != nil {
			c.faults(Fault{}, fmt.Sprintf("gateway response %s: %v", t, err))
			continue
		}
		c.plan.responses[t] = r
	}
}

// routes builds the routing tree out of the resources.
func (c *compiler) routes() {
	resources := slices.Clone(c.src.Snapshot.Resources)
	sortResources(resources) // a parent's path is a prefix of its children's: parents come first
	nodes := map[string]*node{}
	for i := range resources {
		r := &resources[i]
		n, err := c.grow(nodes, r)
		if err != nil {
			c.faults(Fault{Method: "*", Path: awsapi.Val(r.Path)}, err.Error())
			continue
		}
		nodes[awsapi.Val(r.Id)] = n
		for _, verb := range sortedKeys(r.ResourceMethods) {
			m := r.ResourceMethods[verb]
			c.route(n, r, verb, &m)
		}
	}
	if c.plan.root == nil {
		c.faults(Fault{}, "there is no root resource")
	}
}

// grow puts a resource into the tree.
func (c *compiler) grow(nodes map[string]*node, r *apigateway.Resource) (*node, error) {
	n := &node{path: awsapi.Val(r.Path), literal: map[string]*node{}, methods: map[string]*Route{}}
	if r.ParentId == nil {
		if c.plan.root != nil {
			return nil, fmt.Errorf("there is a second root resource")
		}
		c.plan.root = n
		return n, nil
	}
	parent, part := nodes[*r.ParentId], awsapi.Val(r.PathPart)
	switch {
	case parent == nil:
		return nil, fmt.Errorf("the parent resource is missing")
	case parent.greedy:
		return nil, fmt.Errorf("the parent resource takes the whole rest of the path")
	case !pathPart.MatchString(part):
		return nil, fmt.Errorf("the path part %q is not valid", part)
	case variable(part) && parent.variable != nil, parent.literal[part] != nil:
		return nil, fmt.Errorf("a sibling takes the same part of the path")
	}
	n.vars, n.greedy = parent.vars, greedy(part)
	s := segment{}
	if variable(part) {
		n.vars++
		s = segment{name: strings.Trim(part, "{}+"), variable: true, greedy: n.greedy}
		parent.variable = n
	} else {
		parent.literal[part] = n
	}
	n.segments = append(slices.Clone(parent.segments), s)
	return n, nil
}

// route compiles a method and hangs it into the tree.
func (c *compiler) route(n *node, r *apigateway.Resource, verb string, m *apigateway.Method) {
	at := Fault{Method: verb, Path: n.path}
	validator, ok := c.validators[awsapi.Val(m.RequestValidatorId)]
	if m.RequestValidatorId != nil && !ok {
		c.faults(at, "the request validator is missing")
	}
	if reasons := served.Method(m, validator); len(reasons) > 0 {
		c.faults(at, reasons...)
		return
	}
	route, err := c.compileMethod(r, verb, m, validator)
	if err != nil {
		c.faults(at, err.Error())
		return
	}
	c.plan.routes = append(c.plan.routes, route)
	if verb == anyMethod {
		n.any = route
		return
	}
	n.methods[verb] = route
}

func sortedKeys[K ~string, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

// sortResources orders resources by their paths.
func sortResources(list []apigateway.Resource) {
	slices.SortStableFunc(list, func(a, b apigateway.Resource) int {
		return strings.Compare(awsapi.Val(a.Path), awsapi.Val(b.Path))
	})
}
