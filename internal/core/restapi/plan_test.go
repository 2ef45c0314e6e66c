package restapi_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/core/restapi"
)

// shown writes a plan as JSON, without what is compiled out of its templates.
func shown(t *testing.T, p *restapi.Plan) string {
	t.Helper()
	type response struct {
		Type               restapi.ResponseType
		Status             int
		Headers, Templates []string
	}
	out := struct {
		Plan      *restapi.Plan
		Routes    []map[string]any
		Responses []response
	}{Plan: p}
	for _, r := range p.Routes() {
		out.Routes = append(out.Routes, shownRoute(r))
	}
	for _, t := range []restapi.ResponseType{restapi.Default4XX, restapi.Unauthorized, restapi.APIConfigurationError} {
		g := p.GatewayResponse(t)
		s := response{Type: g.Type, Status: g.Status, Headers: shownMappings(g.Headers)}
		for _, x := range g.Templates {
			s.Templates = append(s.Templates, x.ContentType+": "+x.Text)
		}
		out.Responses = append(out.Responses, s)
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(out); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func shownRoute(r *restapi.Route) map[string]any {
	out := map[string]any{
		"route": r.Method + " " + r.ResourcePath, "authorization": r.Authorization, "scopes": r.Scopes,
		"required": r.Required, "validate": r.ValidateParameters, "settings": r.Settings,
		"responses": slices.Sorted(maps.Keys(r.Responses)),
	}
	if a := r.Authorizer; a != nil {
		out["authorizer"] = []any{a.Name, a.Type, a.ProviderARNs, a.IdentityHeader, a.TTL.String()}
	}
	i := r.Integration
	out["integration"] = map[string]any{
		"type": i.Type, "timeout": i.Timeout.String(), "passthrough": i.Passthrough,
		"templates": shownTemplates(i.RequestTemplates), "parameters": shownMappings(i.RequestParameters),
	}
	var responses []string
	for _, x := range append(slices.Clone(i.Responses), i.Default) {
		if x == nil {
			continue
		}
		pattern := "default"
		if x.Pattern != nil {
			pattern = x.Pattern.String()
		}
		responses = append(responses, pattern+" -> "+x.StatusCode+" "+strings.Join(shownMappings(x.Headers), ",")+" "+
			strings.Join(shownTemplates(x.Templates), ","))
	}
	out["integrationResponses"] = responses
	return out
}

func shownTemplates(list []restapi.Template) []string {
	var out []string
	for _, x := range list {
		text, static := x.Template.Static()
		if !static {
			text = "(VTL)"
		}
		out = append(out, x.ContentType+": "+text)
	}
	return out
}

func shownMappings(list []restapi.Mapping) []string {
	var out []string
	for _, m := range list {
		out = append(out, m.In+"."+m.Name+" <- "+string(m.From.Place)+" "+m.From.Name)
	}
	return out
}

func TestImportedDefinitionBecomesAPlan(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"events", "shop"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			body := name + ".json"
			if name == "shop" {
				body = name + ".yaml"
			}
			api := w.imported(body)
			d, err := w.CreateDeployment(w.ctx, &apigateway.CreateDeploymentRequest{RestApiId: api.Id})
			must(t, d, err)
			stage, err := w.CreateStage(w.ctx, &apigateway.CreateStageRequest{
				RestApiId: api.Id, StageName: ptr("live"), DeploymentId: d.Id, Variables: map[string]string{"colour": "red"},
			})
			must(t, stage, err)
			plan, state := w.plans().Lookup(*api.Id, "live")
			if state != restapi.PlanReady {
				t.Fatalf("state %v", state)
			}
			golden(t, name+".plan.json", shown(t, plan))
		})
	}
}
