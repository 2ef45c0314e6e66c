package restapi

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/core/record"
)

var (
	stageName     = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,128}$`)
	variableName  = regexp.MustCompile(`^[A-Za-z0-9_]{1,64}$`)
	variableValue = regexp.MustCompile(`^[A-Za-z0-9\-._~:/?#&=,]{0,512}$`)
)

func errStage() error {
	return apigateway.NotFoundException("Invalid stage identifier specified")
}

// CreateStage makes a name under which a deployment is served.
func (s *Service) CreateStage(ctx context.Context, in *apigateway.CreateStageRequest) (*apigateway.Stage, error) {
	stage := apigateway.Stage{
		StageName: in.StageName, DeploymentId: in.DeploymentId, Description: in.Description,
		CacheClusterEnabled: in.CacheClusterEnabled, CacheClusterSize: in.CacheClusterSize, Variables: in.Variables,
		DocumentationVersion: in.DocumentationVersion, CanarySettings: in.CanarySettings,
		TracingEnabled: in.TracingEnabled, Tags: in.Tags,
	}
	out, err := within(ctx, s, func(ctx context.Context) (*apigateway.Stage, error) {
		a, err := s.api(ctx, in.RestApiId)
		if err != nil {
			return nil, err
		}
		return s.insertStage(ctx, a, stage)
	})
	if err != nil {
		return nil, err
	}
	s.served(*in.RestApiId, *in.StageName)
	return out, nil
}

func (s *Service) insertStage(ctx context.Context, a *RestAPI, stage apigateway.Stage) (*apigateway.Stage, error) {
	now := s.Now().UTC()
	stage.CreatedDate, stage.LastUpdatedDate = &now, &now
	for _, flag := range []**bool{&stage.CacheClusterEnabled, &stage.TracingEnabled} {
		if *flag == nil {
			*flag = awsapi.Ptr(false)
		}
	}
	stage.CacheClusterStatus = awsapi.Ptr("NOT_AVAILABLE")
	if err := s.checkStage(ctx, a, &stage); err != nil {
		return nil, err
	}
	err := s.Store.Stages.Insert(ctx, &Row[apigateway.Stage]{APIID: a.ID(), Name: *stage.StageName, Document: stage})
	if err != nil {
		return nil, refuse(err, record.ErrExists, apigateway.ConflictException("Stage already exists"))
	}
	return shownStage(&stage), nil
}

// checkStage makes sure that the stage can be served: it compiles as the gateway will.
func (s *Service) checkStage(ctx context.Context, a *RestAPI, stage *apigateway.Stage) error {
	if !stageName.MatchString(awsapi.Val(stage.StageName)) {
		return apigateway.BadRequestException("Stage name only allows a-zA-Z0-9_-")
	}
	for name, value := range stage.Variables {
		if !variableName.MatchString(name) || !variableValue.MatchString(value) {
			return apigateway.BadRequestException("Invalid stage variable specified: " + name)
		}
	}
	row, err := s.Store.Deployments.Get(ctx, rowKey(a.ID(), awsapi.Val(stage.DeploymentId)))
	if err != nil {
		return refuse(err, record.ErrNotFound, errDeployment())
	}
	_, err = Compile(Source{AccountID: a.AccountID, Region: a.Region, Snapshot: &row.Document, Stage: stage})
	if err != nil {
		return apigateway.BadRequestException("The stage cannot be served: " + err.Error())
	}
	return nil
}

// pointStage makes the stage a deployment names, or points it at the deployment.
func (s *Service) pointStage(ctx context.Context, a *RestAPI, id string, in *apigateway.CreateDeploymentRequest) error {
	row, err := s.Store.Stages.Get(ctx, rowKey(a.ID(), *in.StageName))
	if errors.Is(err, record.ErrNotFound) {
		_, err = s.insertStage(ctx, a, apigateway.Stage{
			StageName: in.StageName, DeploymentId: &id, Description: in.StageDescription, Variables: in.Variables,
			CacheClusterEnabled: in.CacheClusterEnabled, CacheClusterSize: in.CacheClusterSize, TracingEnabled: in.TracingEnabled,
		})
		return err
	}
	if err != nil {
		return fmt.Errorf("read the stage: %w", err)
	}
	stage := row.Document
	stage.DeploymentId, stage.LastUpdatedDate = &id, awsapi.Ptr(s.Now().UTC())
	if in.StageDescription != nil {
		stage.Description = in.StageDescription
	}
	if in.Variables != nil {
		stage.Variables = in.Variables
	}
	if in.TracingEnabled != nil {
		stage.TracingEnabled = in.TracingEnabled
	}
	if in.CacheClusterEnabled != nil {
		stage.CacheClusterEnabled, stage.CacheClusterSize = in.CacheClusterEnabled, in.CacheClusterSize
	}
	return s.keepStage(ctx, a, stage)
}

func (s *Service) keepStage(ctx context.Context, a *RestAPI, stage apigateway.Stage) error {
	if err := s.checkStage(ctx, a, &stage); err != nil {
		return err
	}
	_, err := s.Store.Stages.Update(ctx, rowKey(a.ID(), *stage.StageName), func(r *Row[apigateway.Stage]) error {
		r.Document = stage
		return nil
	})
	return err
}

func shownStage(stage *apigateway.Stage) *apigateway.Stage {
	out := *stage
	if out.MethodSettings == nil {
		out.MethodSettings = map[string]apigateway.MethodSetting{}
	}
	return &out
}

// GetStage reads a stage.
func (s *Service) GetStage(ctx context.Context, in *apigateway.GetStageRequest) (*apigateway.Stage, error) {
	row, err := get(ctx, s, s.Store.Stages, in.RestApiId, in.StageName, errStage())
	if err != nil {
		return nil, err
	}
	return shownStage(&row.Document), nil
}

// GetStages lists the stages, of one deployment if it is named.
func (s *Service) GetStages(ctx context.Context, in *apigateway.GetStagesRequest) (*apigateway.Stages, error) {
	if _, err := s.api(ctx, in.RestApiId); err != nil {
		return nil, err
	}
	list, err := documents(ctx, s.Store.Stages, *in.RestApiId)
	if err != nil {
		return nil, fmt.Errorf("list the stages: %w", err)
	}
	out := &apigateway.Stages{Item: []apigateway.Stage{}}
	for i := range list {
		if in.DeploymentId == nil || awsapi.Val(list[i].DeploymentId) == *in.DeploymentId {
			out.Item = append(out.Item, *shownStage(&list[i]))
		}
	}
	return out, nil
}

// DeleteStage deletes a stage: nothing is served under its name any more.
func (s *Service) DeleteStage(
	ctx context.Context, in *apigateway.DeleteStageRequest,
) (*apigateway.DeleteStageOutput, error) {
	if err := remove(ctx, s, s.Store.Stages, in.RestApiId, in.StageName, errStage()); err != nil {
		return nil, err
	}
	s.served(*in.RestApiId, *in.StageName)
	return &apigateway.DeleteStageOutput{}, nil
}

// UpdateStage patches a stage: its deployment, its variables, the settings of its methods.
func (s *Service) UpdateStage(ctx context.Context, in *apigateway.UpdateStageRequest) (*apigateway.Stage, error) {
	out, err := within(ctx, s, func(ctx context.Context) (*apigateway.Stage, error) {
		a, err := s.api(ctx, in.RestApiId)
		if err != nil {
			return nil, err
		}
		row, err := get(ctx, s, s.Store.Stages, in.RestApiId, in.StageName, errStage())
		if err != nil {
			return nil, err
		}
		stage := row.Document
		if err := patchStage(&stage).apply(in.PatchOperations); err != nil {
			return nil, err
		}
		stage.LastUpdatedDate = awsapi.Ptr(s.Now().UTC())
		return shownStage(&stage), s.keepStage(ctx, a, stage)
	})
	if err != nil {
		return nil, err
	}
	s.served(*in.RestApiId, *in.StageName)
	return out, nil
}

func patchStage(stage *apigateway.Stage) *patchTable {
	variables := textMap("/variables", "", &stage.Variables)
	return &patchTable{
		fields: []patchField{
			textField("/deploymentId", &stage.DeploymentId), optionalField("/description", &stage.Description),
			boolField("/tracingEnabled", &stage.TracingEnabled), boolField("/cacheClusterEnabled", &stage.CacheClusterEnabled),
			textField("/cacheClusterSize", &stage.CacheClusterSize),
			optionalField("/clientCertificateId", &stage.ClientCertificateId),
			optionalField("/documentationVersion", &stage.DocumentationVersion),
		},
		maps: []patchMap{variables},
		other: func(op, path string, value *string) (bool, error) {
			if strings.HasPrefix(path, "/accessLogSettings") {
				return true, patchAccessLog(stage, op, path, value)
			}
			return patchMethodSettings(&stage.MethodSettings, op, path, value)
		},
	}
}

func patchAccessLog(stage *apigateway.Stage, op, path string, value *string) error {
	if path == "/accessLogSettings" && op == opRemove {
		stage.AccessLogSettings = nil
		return nil
	}
	settings := apigateway.AccessLogSettings{}
	if stage.AccessLogSettings != nil {
		settings = *stage.AccessLogSettings
	}
	t := patchTable{fields: []patchField{
		textField("/accessLogSettings/destinationArn", &settings.DestinationArn),
		textField("/accessLogSettings/format", &settings.Format),
	}}
	stage.AccessLogSettings = &settings
	return t.apply([]apigateway.PatchOperation{{Op: &op, Path: &path, Value: value}})
}
