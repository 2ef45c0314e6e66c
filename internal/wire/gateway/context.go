package gateway

import (
	"net"
	"strconv"
	"strings"
)

// contextValues is the exchange as $context. Nothing of it is made before it is asked for.
type contextValues exchange

// contextNames are the variables of $context, without those of access logs.
var contextNames = [...]string{
	"accountId", "apiId", "authorizer", "deploymentId", "domainName", "domainPrefix", "error", "extendedRequestId",
	"httpMethod", "identity", "path", "protocol", "requestId", "requestTime", "requestTimeEpoch",
	"resourceId", "resourcePath", "stage",
}

// Names lists the variables.
func (c *contextValues) Names() []string { return contextNames[:] }

// Lookup gives the value of a variable: text, a number or a map.
func (c *contextValues) Lookup(name string) (any, bool) {
	switch name {
	case "requestId":
		return c.requestID, true
	case "extendedRequestId":
		return c.extendedID, true
	case "httpMethod":
		return c.req.Method, true
	case "path":
		return c.req.StagePath, true
	case "protocol":
		return c.req.Proto, true
	case "domainName":
		return c.domain(), true
	case "domainPrefix":
		prefix, _, _ := strings.Cut(c.domain(), ".")
		return prefix, true
	case "requestTime":
		return c.req.Time.UTC().Format("02/Jan/2006:15:04:05 -0700"), true
	case "requestTimeEpoch":
		return c.req.Time.UnixMilli(), true
	case "identity":
		return c.identity(), true
	case "error":
		return c.failure()
	case "authorizer":
		return c.authorizer()
	}
	return c.ofPlan(name)
}

// ofPlan are the variables that are the deployment's or the route's.
func (c *contextValues) ofPlan(name string) (any, bool) {
	if c.plan == nil {
		return nil, false
	}
	switch name {
	case "accountId":
		return c.plan.AccountID, true
	case "apiId":
		return c.plan.APIID, true
	case "deploymentId":
		return c.plan.DeploymentID, true
	case "stage":
		return c.plan.Stage, true
	}
	if c.route == nil {
		return nil, false
	}
	switch name {
	case "resourceId":
		return c.route.ResourceID, true
	case "resourcePath":
		return c.route.ResourcePath, true
	}
	return nil, false
}

func (c *contextValues) domain() string {
	if host, _, err := net.SplitHostPort(c.req.Host); err == nil {
		return host
	}
	return c.req.Host
}

// identity is who sent the request, as far as a request without signature tells.
func (c *contextValues) identity() map[string]any {
	return map[string]any{"sourceIp": c.req.SourceIP, "userAgent": c.req.Header.Get("User-Agent")}
}

// failure is $context.error, which only gateway responses have.
func (c *contextValues) failure() (any, bool) {
	r := c.refused
	if r == nil {
		return nil, false
	}
	out := map[string]any{"responseType": string(r.kind), "messageString": r.quoted()}
	if text, ok := r.text(); ok {
		out["message"] = text
	}
	return out, true
}

// authorizer is what the authorizer found out.
func (c *contextValues) authorizer() (any, bool) {
	if c.token == nil {
		return nil, false
	}
	return map[string]any{"claims": claims(c.token.Payload)}, true
}

func formatInt(n int64) string { return strconv.FormatInt(n, 10) }
