package client

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/sallyport/sallyport/internal/core/stack/template"
)

// Redeploy makes a new deployment for each stage whose API the update changed while its Deployment resource stayed as it
// was. A deployment is a snapshot: without this, an edited API would not be seen. UpdateStack itself leaves that to the
// client, as CloudFormation does.
func (a *AWS) Redeploy(ctx context.Context, t *template.Template, r *Result, p Progress) error {
	if r.Unchanged || r.Stack.Status != "UPDATE_COMPLETE" {
		return nil
	}
	stale := staleAPIs(t, r.Events)
	if len(stale) == 0 {
		return nil
	}
	resources, err := a.Resources(ctx, r.Stack.ID)
	if err != nil {
		return err
	}
	for _, logical := range stale {
		at := slices.IndexFunc(resources, func(r Resource) bool { return r.LogicalID == logical })
		if at < 0 {
			continue
		}
		if err := a.redeployAPI(ctx, logical, resources[at].PhysicalID, p); err != nil {
			return err
		}
	}
	return nil
}

func (a *AWS) redeployAPI(ctx context.Context, logical, id string, p Progress) error {
	stages, err := a.stages(ctx, id)
	if err != nil {
		return err
	}
	for _, s := range stages {
		in := map[string]string{"stageName": s.Name, "description": "The API changed, its Deployment resource did not"}
		var out struct{ ID string }
		if err := a.REST(ctx, "apigateway", http.MethodPost, "/restapis/"+id+"/deployments", in, &out); err != nil {
			return err
		}
		p.Note("%s changed and its Deployment resource did not: stage %s serves the new deployment %s", logical, s.Name, out.ID)
	}
	return nil
}

// partOfAPI are the resource types whose change is seen only by a new deployment.
var partOfAPI = []string{
	"AWS::ApiGateway::RestApi", "AWS::ApiGateway::Resource", "AWS::ApiGateway::Method", "AWS::ApiGateway::Authorizer",
	"AWS::ApiGateway::Model", "AWS::ApiGateway::RequestValidator", "AWS::ApiGateway::GatewayResponse",
}

// staleAPIs lists the logical ids of the APIs that changed without a new deployment, in the order of the template.
func staleAPIs(t *template.Template, events []Event) []string {
	changed, deployed := map[string]bool{}, map[string]bool{}
	for _, e := range events {
		api := apiOf(t, e)
		switch {
		case !strings.HasSuffix(e.Status, "_COMPLETE") || e.OfStack():
		case e.Type == "AWS::ApiGateway::Deployment" && e.Status == "CREATE_COMPLETE":
			deployed[api] = true
		case e.Type == "AWS::ApiGateway::Stage" && e.Status == "UPDATE_COMPLETE", slices.Contains(partOfAPI, e.Type):
			// An updated stage points at the Deployment resource again, which may be older than what it served.
			changed[api] = true
		}
	}
	var stale []string
	for _, r := range t.Resources {
		if changed[r.ID] && !deployed[r.ID] {
			stale = append(stale, r.ID)
		}
	}
	return stale
}

// apiOf is the logical id of the API that an event's resource is part of. One that is gone from the template may have been
// part of any: then every API counts as changed, which costs a deployment and loses nothing.
func apiOf(t *template.Template, e Event) string {
	if e.Type == "AWS::ApiGateway::RestApi" {
		return e.LogicalID
	}
	r := t.Resource(e.LogicalID)
	if r == nil || r.Properties == nil {
		return ""
	}
	if ref := r.Properties.Get("RestApiId").Get("Ref"); ref != nil {
		return ref.Text
	}
	return ""
}
