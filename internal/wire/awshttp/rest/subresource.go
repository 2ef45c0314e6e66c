package rest

import (
	"net/http"
	"slices"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/wire/awshttp/protocol"
)

// sdkOperation is a parameter in which some clients repeat the operation's name. Nobody reads it.
const sdkOperation = "x-id"

// subresources collects what any operation has in its query.
func subresources(s *awsapi.Service, byMethod map[string][]template) map[string]bool {
	known := map[string]bool{}
	for _, templates := range byMethod {
		for _, t := range templates {
			for _, p := range t.query {
				known[p.name] = true
			}
			for _, m := range queryMembers(s, t.op) {
				known[m.WireName()] = true
			}
		}
	}
	return known
}

func queryMembers(s *awsapi.Service, op *awsapi.Operation) (out []*awsapi.Member) {
	if op.Input == awsapi.None {
		return nil
	}
	members := s.Shapes[op.Input].Members
	for i := range members {
		if members[i].Location == "querystring" {
			out = append(out, &members[i])
		}
	}
	return out
}

// refuseStray refuses by name a parameter that asks s3 for something else than the operation that was found: PUT
// /bucket/key?retention must not write the object, nor DELETE /bucket/key?anything delete it. What means nothing to any
// operation and has a value is ignored, as the service does.
func (r *Router) refuseStray(m *Match) error {
	if r.subresources == nil || m.Operation.Unserved {
		return nil
	}
	members := queryMembers(r.service, m.Operation)
	var stray []string
	for name, values := range m.query {
		switch {
		case name == sdkOperation, m.template.fixes(name), strings.HasPrefix(strings.ToLower(name), "x-amz-"):
		case slices.ContainsFunc(members, func(o *awsapi.Member) bool { return o.WireName() == name }):
		case r.subresources[name], slices.Contains(values, ""):
			stray = append(stray, name)
		}
	}
	if stray == nil {
		return nil
	}
	slices.Sort(stray)
	return &awsapi.Exception{
		Code: "NotImplemented", Status: http.StatusNotImplemented,
		Message: "A query parameter you provided implies functionality that is not implemented: " +
			protocol.HeaderText(m.Operation.Method+" with ?"+strings.Join(stray, ", ?")),
	}
}
