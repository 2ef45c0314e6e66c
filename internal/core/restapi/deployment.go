package restapi

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/core/ident"
)

func errDeployment() error {
	return apigateway.NotFoundException("Invalid Deployment identifier specified")
}

// CreateDeployment takes a snapshot of the API, if all of it can be served, and points a stage at it if one is named.
func (s *Service) CreateDeployment(
	ctx context.Context, in *apigateway.CreateDeploymentRequest,
) (*apigateway.Deployment, error) {
	if in.CanarySettings != nil {
		return nil, apigateway.BadRequestException("Canary deployments are not supported")
	}
	out, err := within(ctx, s, func(ctx context.Context) (*apigateway.Deployment, error) {
		a, err := s.api(ctx, in.RestApiId)
		if err != nil {
			return nil, err
		}
		snapshot, err := s.snapshot(ctx, a, in.Description)
		if err != nil {
			return nil, err
		}
		if err := mayServe(a, snapshot, in.Variables); err != nil {
			return nil, err
		}
		id := *snapshot.Deployment.Id
		err = s.Store.Deployments.Insert(ctx, &Row[Snapshot]{APIID: a.ID(), Name: id, Document: *snapshot})
		if err != nil {
			return nil, fmt.Errorf("insert the deployment: %w", err)
		}
		if awsapi.Val(in.StageName) != "" {
			err = s.pointStage(ctx, a, id, in)
		}
		return &snapshot.Deployment, err
	})
	if err != nil {
		return nil, err
	}
	s.served(*in.RestApiId, awsapi.Val(in.StageName))
	return shownDeployment(out, nil), nil
}

// snapshot reads everything an API is.
func (s *Service) snapshot(ctx context.Context, a *RestAPI, description *string) (*Snapshot, error) {
	id, err := ident.Short(s.Rand)
	if err != nil {
		return nil, err
	}
	out := &Snapshot{API: a.Document}
	if out.Resources, err = documents(ctx, s.Store.Resources, a.ID()); err != nil {
		return nil, fmt.Errorf("list the resources: %w", err)
	}
	if out.Authorizers, err = documents(ctx, s.Store.Authorizers, a.ID()); err != nil {
		return nil, fmt.Errorf("list the authorizers: %w", err)
	}
	if out.Models, err = documents(ctx, s.Store.Models, a.ID()); err != nil {
		return nil, fmt.Errorf("list the models: %w", err)
	}
	if out.Validators, err = documents(ctx, s.Store.Validators, a.ID()); err != nil {
		return nil, fmt.Errorf("list the validators: %w", err)
	}
	set, err := s.setResponses(ctx, a.Document.Id)
	if err != nil {
		return nil, err
	}
	for _, t := range sortedKeys(set) {
		r := set[t]
		r.ResponseType = awsapi.Ptr(string(t))
		out.GatewayResponses = append(out.GatewayResponses, r)
	}
	sortResources(out.Resources)
	out.Deployment = apigateway.Deployment{
		Id: &id, Description: description, CreatedDate: awsapi.Ptr(s.Now().UTC()), ApiSummary: summary(out.Resources),
	}
	return out, nil
}

func summary(resources []apigateway.Resource) map[string]map[string]apigateway.MethodSnapshot {
	out := map[string]map[string]apigateway.MethodSnapshot{}
	for _, r := range resources {
		for verb, m := range r.ResourceMethods {
			methods := out[awsapi.Val(r.Path)]
			put(&methods, verb, apigateway.MethodSnapshot{
				AuthorizationType: m.AuthorizationType, ApiKeyRequired: m.ApiKeyRequired,
			})
			out[*r.Path] = methods
		}
	}
	return out
}

// mayServe refuses what AWS refuses, and then what this gateway cannot serve.
func mayServe(a *RestAPI, snapshot *Snapshot, variables map[string]string) error {
	if len(snapshot.Deployment.ApiSummary) == 0 {
		return apigateway.BadRequestException("The REST API doesn't contain any methods")
	}
	for _, r := range snapshot.Resources {
		for _, m := range r.ResourceMethods {
			if m.MethodIntegration == nil {
				return apigateway.BadRequestException("No integration defined for method")
			}
		}
	}
	_, err := Compile(Source{
		AccountID: a.AccountID, Region: a.Region, Snapshot: snapshot, Stage: &apigateway.Stage{Variables: variables},
	})
	if err != nil {
		return apigateway.BadRequestException("The REST API cannot be deployed: " + err.Error())
	}
	return nil
}

// shownDeployment shows the summary of methods only where it was asked for.
func shownDeployment(d *apigateway.Deployment, embed []string) *apigateway.Deployment {
	out := *d
	if !slices.ContainsFunc(embed, func(e string) bool { return strings.EqualFold(e, "apisummary") }) {
		out.ApiSummary = nil
	}
	return &out
}

// GetDeployment reads a deployment.
func (s *Service) GetDeployment(
	ctx context.Context, in *apigateway.GetDeploymentRequest,
) (*apigateway.Deployment, error) {
	row, err := get(ctx, s, s.Store.Deployments, in.RestApiId, in.DeploymentId, errDeployment())
	if err != nil {
		return nil, err
	}
	return shownDeployment(&row.Document.Deployment, in.Embed), nil
}

// GetDeployments lists the deployments.
func (s *Service) GetDeployments(
	ctx context.Context, in *apigateway.GetDeploymentsRequest,
) (*apigateway.Deployments, error) {
	items, next, err := page(ctx, s, s.Store.Deployments, in.RestApiId, in.Position, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &apigateway.Deployments{Items: make([]apigateway.Deployment, len(items)), Position: next}
	for i := range items {
		out.Items[i] = *shownDeployment(&items[i].Deployment, nil)
	}
	return out, nil
}

// UpdateDeployment patches the description of a deployment: nothing else of it changes, ever.
func (s *Service) UpdateDeployment(
	ctx context.Context, in *apigateway.UpdateDeploymentRequest,
) (*apigateway.Deployment, error) {
	d, err := update(ctx, s, s.Store.Deployments, in.RestApiId, in.DeploymentId, errDeployment(),
		func(d *Snapshot) error {
			t := patchTable{closed: true, fields: []patchField{textField("/description", &d.Deployment.Description)}}
			return t.apply(in.PatchOperations)
		})
	if err != nil {
		return nil, err
	}
	return shownDeployment(&d.Deployment, nil), nil
}

// DeleteDeployment deletes a deployment to which no stage points.
func (s *Service) DeleteDeployment(
	ctx context.Context, in *apigateway.DeleteDeploymentRequest,
) (*apigateway.DeleteDeploymentOutput, error) {
	return within(ctx, s, func(ctx context.Context) (*apigateway.DeleteDeploymentOutput, error) {
		row, err := get(ctx, s, s.Store.Deployments, in.RestApiId, in.DeploymentId, errDeployment())
		if err != nil {
			return nil, err
		}
		stages, err := documents(ctx, s.Store.Stages, row.APIID)
		if err != nil {
			return nil, fmt.Errorf("list the stages: %w", err)
		}
		for _, stage := range stages {
			if awsapi.Val(stage.DeploymentId) == row.Name {
				return nil, apigateway.BadRequestException(
					"Active stages pointing to this deployment must be moved or deleted")
			}
		}
		return &apigateway.DeleteDeploymentOutput{},
			remove(ctx, s, s.Store.Deployments, in.RestApiId, in.DeploymentId, errDeployment())
	})
}
