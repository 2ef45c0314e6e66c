package restapi_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/core/restapi"
)

func TestDeploymentRefusals(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	api := w.blank()
	deploy := func(in apigateway.CreateDeploymentRequest) error {
		in.RestApiId = api.Id
		_, err := w.CreateDeployment(w.ctx, &in)
		return err
	}
	refused(t, deploy(apigateway.CreateDeploymentRequest{}), "BadRequestException", "The REST API doesn't contain any methods")
	m, err := w.PutMethod(w.ctx, &apigateway.PutMethodRequest{
		RestApiId: api.Id, ResourceId: api.RootResourceId, HttpMethod: ptr("GET"), AuthorizationType: ptr("NONE"),
	})
	must(t, m, err)
	refused(t, deploy(apigateway.CreateDeploymentRequest{}), "BadRequestException", "No integration defined for method")
	i, err := w.PutIntegration(w.ctx, &apigateway.PutIntegrationRequest{
		RestApiId: api.Id, ResourceId: api.RootResourceId, HttpMethod: ptr("GET"), Type: ptr("MOCK"),
	})
	must(t, i, err)
	refused(t, deploy(apigateway.CreateDeploymentRequest{CanarySettings: &apigateway.DeploymentCanarySettings{}}),
		"BadRequestException", "Canary deployments are not supported")
	refused(t, deploy(apigateway.CreateDeploymentRequest{StageName: ptr("a/b")}), "BadRequestException",
		"Stage name only allows a-zA-Z0-9_-")

	d := w.deployed(api.Id, "dev")
	_, err = w.DeleteDeployment(w.ctx, &apigateway.DeleteDeploymentRequest{RestApiId: api.Id, DeploymentId: d.Id})
	refused(t, err, "BadRequestException", "Active stages pointing to this deployment must be moved or deleted")
	_, err = w.CreateStage(w.ctx, &apigateway.CreateStageRequest{RestApiId: api.Id, StageName: ptr("dev"), DeploymentId: d.Id})
	refused(t, err, "ConflictException", "Stage already exists")
	_, err = w.CreateStage(w.ctx, &apigateway.CreateStageRequest{RestApiId: api.Id, StageName: ptr("x"), DeploymentId: ptr("y")})
	refused(t, err, "NotFoundException", "Invalid Deployment identifier specified")
	_, err = w.CreateStage(w.ctx, &apigateway.CreateStageRequest{
		RestApiId: api.Id, StageName: ptr("x"), DeploymentId: d.Id, CanarySettings: &apigateway.CanarySettings{},
	})
	refused(t, err, "BadRequestException", "The stage cannot be served: canaries are not supported")

	if _, err := w.DeleteStage(w.ctx, &apigateway.DeleteStageRequest{RestApiId: api.Id, StageName: ptr("dev")}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.DeleteDeployment(w.ctx, &apigateway.DeleteDeploymentRequest{RestApiId: api.Id, DeploymentId: d.Id}); err != nil {
		t.Fatal(err)
	}
	_, err = w.GetDeployment(w.ctx, &apigateway.GetDeploymentRequest{RestApiId: api.Id, DeploymentId: d.Id})
	refused(t, err, "NotFoundException", "Invalid Deployment identifier specified")
}

func TestNewStage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	api := w.imported("events.json")
	d := w.deployed(api.Id, "dev")
	stage, err := w.GetStage(w.ctx, &apigateway.GetStageRequest{RestApiId: api.Id, StageName: ptr("dev")})
	must(t, stage, err)
	if *stage.DeploymentId != *d.Id || *stage.CacheClusterEnabled || *stage.CacheClusterStatus != "NOT_AVAILABLE" ||
		stage.MethodSettings == nil || *stage.TracingEnabled || !stage.CreatedDate.Equal(w.Now()) {
		t.Errorf("got %+v", stage)
	}
	read, err := w.GetDeployment(w.ctx, &apigateway.GetDeploymentRequest{RestApiId: api.Id, DeploymentId: d.Id, Embed: []string{"apisummary"}})
	if must(t, read, err); *read.ApiSummary["/"]["GET"].AuthorizationType != "COGNITO_USER_POOLS" || d.ApiSummary != nil {
		t.Errorf("summary %v", read.ApiSummary)
	}
	list, err := w.GetStages(w.ctx, &apigateway.GetStagesRequest{RestApiId: api.Id, DeploymentId: ptr("other")})
	if must(t, list, err); len(list.Item) != 0 {
		t.Errorf("stages of another deployment: %v", list.Item)
	}
}

// TestADeploymentIsASnapshot changes the API behind a deployment's back.
func TestADeploymentIsASnapshot(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	api := w.imported("events.json")
	w.Plans = w.plans()
	first := w.deployed(api.Id, "dev")
	if _, err := w.DeleteMethod(w.ctx, &apigateway.DeleteMethodRequest{
		RestApiId: api.Id, ResourceId: api.RootResourceId, HttpMethod: ptr("GET"),
	}); err != nil {
		t.Fatal(err)
	}
	before, _ := w.Plans.Lookup(*api.Id, "dev")
	if _, ok := before.Match("GET", "/"); !ok {
		t.Fatal("a change without a deployment is served")
	}
	w.deployed(api.Id, "dev")
	after, _ := w.Plans.Lookup(*api.Id, "dev")
	if _, ok := after.Match("GET", "/"); ok {
		t.Error("the deployment is not served")
	}
	if _, ok := before.Match("GET", "/"); !ok {
		t.Error("a plan in use changed")
	}
	stage, err := w.UpdateStage(w.ctx, &apigateway.UpdateStageRequest{
		RestApiId: api.Id, StageName: ptr("dev"), PatchOperations: patch("replace", "/deploymentId", *first.Id, "replace", "/variables/v", "1"),
	})
	must(t, stage, err)
	back, _ := w.Plans.Lookup(*api.Id, "dev")
	if _, ok := back.Match("GET", "/"); !ok || back.Variables["v"] != "1" {
		t.Error("the stage did not go back")
	}
}

// eventually waits for what the store tells later.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(5 * time.Second); !is(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("never: %s", what)
		}
	}
}

// TestPlansFollowTheStore changes everything through a service that does not know of the plans.
func TestPlansFollowTheStore(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	plans := w.plans()
	state := func(api, stage string) restapi.PlanState { _, s := plans.Lookup(api, stage); return s }
	if got := state("nobody", "dev"); got != restapi.PlanUnknownAPI {
		t.Errorf("unknown API: %v", got)
	}
	api := w.imported("events.json")
	eventually(t, "the API is known", func() bool { return state(*api.Id, "dev") == restapi.PlanUnknownStage })
	w.deployed(api.Id, "dev")
	eventually(t, "the stage is served", func() bool { return state(*api.Id, "dev") == restapi.PlanReady })
	if plan, err := plans.Plan(w.ctx, *api.Id, "dev"); err != nil || plan.Stage != "dev" {
		t.Errorf("got %v, %v", plan, err)
	}
	if again := w.plans(); again == nil {
		t.Error("no plans at start")
	} else if _, s := again.Lookup(*api.Id, "dev"); s != restapi.PlanReady {
		t.Errorf("at start: %v", s)
	}
	if _, err := w.DeleteStage(w.ctx, &apigateway.DeleteStageRequest{RestApiId: api.Id, StageName: ptr("dev")}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the stage is gone", func() bool { return state(*api.Id, "dev") == restapi.PlanUnknownStage })
	if plan, err := plans.Plan(w.ctx, *api.Id, "dev"); plan != nil || err != nil {
		t.Errorf("an unknown stage: %v, %v", plan, err)
	}
	w.deployed(api.Id, "dev")
	if _, err := w.DeleteRestApi(w.ctx, &apigateway.DeleteRestApiRequest{RestApiId: api.Id}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the API is gone", func() bool { return state(*api.Id, "dev") == restapi.PlanUnknownAPI })
	for name, left := range map[string]func() (int, error){
		"stages":      func() (int, error) { l, err := w.store.Stages.List(w.ctx, record.Query{}); return len(l), err },
		"deployments": func() (int, error) { l, err := w.store.Deployments.List(w.ctx, record.Query{}); return len(l), err },
		"resources":   func() (int, error) { l, err := w.store.Resources.List(w.ctx, record.Query{}); return len(l), err },
		"authorizers": func() (int, error) { l, err := w.store.Authorizers.List(w.ctx, record.Query{}); return len(l), err },
		"models":      func() (int, error) { l, err := w.store.Models.List(w.ctx, record.Query{}); return len(l), err },
	} {
		if n, err := left(); n != 0 || err != nil {
			t.Errorf("%d %s are left, %v", n, name, err)
		}
	}
}

// TestABrokenDeploymentIsNeverOpen takes the authorizer out of a stored deployment.
func TestABrokenDeploymentIsNeverOpen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	api := w.imported("events.json")
	plans := w.plans()
	w.Plans = plans
	d := w.deployed(api.Id, "dev")
	_, err := w.store.Deployments.Update(w.ctx, *api.Id+"/"+*d.Id, func(r *restapi.Row[restapi.Snapshot]) error {
		r.Document.Authorizers = nil
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "the stage is broken", func() bool {
		plan, s := plans.Lookup(*api.Id, "dev")
		return s == restapi.PlanBroken && plan == nil
	})
	var faults *restapi.CompileError
	if plan, err := plans.Plan(w.ctx, *api.Id, "dev"); plan != nil || !errors.As(err, &faults) {
		t.Errorf("got %v, %v", plan, err)
	}
	w.deployed(api.Id, "dev")
	if _, s := plans.Lookup(*api.Id, "dev"); s != restapi.PlanReady {
		t.Errorf("after another deployment: %v", s)
	}
	if err := plans.Sweep(context.Background(), w.Now()); err != nil {
		t.Error(err)
	}
}

// faulty is a table that cannot be read for a while.
type faulty struct {
	record.Table[restapi.Row[restapi.Snapshot]]
	down *bool
}

var errDown = errors.New("the database is away")

func (f faulty) Get(ctx context.Context, key string) (*restapi.Row[restapi.Snapshot], error) {
	if *f.down {
		return nil, errDown
	}
	return f.Table.Get(ctx, key)
}

func TestAStageThatCannotBeReadIsTriedAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	api := w.imported("events.json")
	w.deployed(api.Id, "dev")
	down := true
	store := w.store
	store.Deployments = faulty{w.store.Deployments, &down}
	plans, err := restapi.NewPlans(context.Background(), store, w.db)
	must(t, plans, err)
	t.Cleanup(plans.Close)
	if _, err := plans.Plan(w.ctx, *api.Id, "dev"); !errors.Is(err, errDown) {
		t.Errorf("got %v", err)
	}
	if err := plans.Sweep(w.ctx, w.Now()); !errors.Is(err, errDown) {
		t.Errorf("swept too early: %v", err)
	}
	down = false
	if err := plans.Sweep(w.ctx, w.Now()); err != nil {
		t.Error(err)
	}
	if _, s := plans.Lookup(*api.Id, "dev"); s != restapi.PlanReady {
		t.Errorf("state %v", s)
	}
}

func TestMethodSettingsOfAPlan(t *testing.T) {
	t.Parallel()
	src := source(snapshot(map[string]apigateway.Method{"GET /pets": mock(), "POST /pets": mock(), "GET /": mock()}))
	src.Stage.MethodSettings = map[string]apigateway.MethodSetting{
		"*/*": {LoggingLevel: ptr("ERROR"), MetricsEnabled: ptr(true)}, "~1pets/GET": {LoggingLevel: ptr("INFO")}, "~1/GET": {},
	}
	plan, err := restapi.Compile(src)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range plan.Routes() {
		want := map[string]string{"GET /pets": "INFO", "POST /pets": "ERROR", "GET /": "OFF"}[r.Method+" "+r.ResourcePath]
		if r.Settings.LoggingLevel != want || r.Settings.Metrics != (want == "ERROR") || r.Settings.ThrottlingBurst != 5000 {
			t.Errorf("%s %s: %+v", r.Method, r.ResourcePath, r.Settings)
		}
	}
}

func TestTags(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	api := w.imported("events.json")
	w.deployed(api.Id, "dev")
	arn := "arn:aws:apigateway:" + region + "::/restapis/" + *api.Id
	for _, at := range []string{arn, arn + "/stages/dev"} {
		if _, err := w.TagResource(w.ctx, &apigateway.TagResourceRequest{
			ResourceArn: &at, Tags: map[string]string{"a": "1", "b": "2"},
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.UntagResource(w.ctx, &apigateway.UntagResourceRequest{ResourceArn: &at, TagKeys: []string{"b", "c"}}); err != nil {
			t.Fatal(err)
		}
		tags, err := w.GetTags(w.ctx, &apigateway.GetTagsRequest{ResourceArn: &at})
		if must(t, tags, err); len(tags.Tags) != 1 || tags.Tags["a"] != "1" {
			t.Errorf("%s: %v", at, tags.Tags)
		}
	}
	for at, want := range map[string]string{
		"arn:aws:apigateway:us-east-1::/restapis/x": "BadRequestException", arn + "/stages": "BadRequestException", "": "BadRequestException",
		arn + "/stages/other": "NotFoundException", "arn:aws:apigateway:" + region + "::/restapis/nobody": "NotFoundException",
	} {
		_, err := w.GetTags(w.ctx, &apigateway.GetTagsRequest{ResourceArn: &at})
		if code := awsapi.Code(err); code != want {
			t.Errorf("%q: %v; want %s", at, err, want)
		}
	}
}
