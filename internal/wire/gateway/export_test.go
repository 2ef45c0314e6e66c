package gateway

import "github.com/sallyport/sallyport/internal/core/restapi"

// Refuse renders a plain refusal of a kind, as a stage that refused would have it rendered.
func Refuse(g *Gateway, plan *restapi.Plan, kind restapi.ResponseType) Response {
	x := g.begin()
	x.plan = plan
	x.respond(refuse(kind))
	return x.resp
}
