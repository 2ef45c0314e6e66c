package cloudformation_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sallyport/sallyport/internal/awsapi"
	cfn "github.com/sallyport/sallyport/internal/awsapi/cloudformation"
	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/core/stack"
	"github.com/sallyport/sallyport/internal/core/stack/resource"
	"github.com/sallyport/sallyport/internal/driver/keyring"
	"github.com/sallyport/sallyport/internal/driver/sqlite"
	"github.com/sallyport/sallyport/internal/driver/sqlstore"
	"github.com/sallyport/sallyport/internal/wire/cloudformation"
)

type everybody struct{}

func (everybody) Allow(context.Context, *awsapi.Service, *awsapi.Operation, any) error { return nil }

// newAPI is the service behind its guard, with types that need no other service.
func newAPI(t *testing.T) (*cfn.Guarded, context.Context) {
	t.Helper()
	ring, err := keyring.New(bytes.Repeat([]byte{7}, keyring.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "data.db"), sqlite.Options{Synchronous: sqlite.Off, Sealer: ring})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	s := &stack.Service{
		Store: stack.Store{
			Tx: db, Stacks: table(t, db, stack.StackSpec), Resources: table(t, db, stack.ResourceSpec),
			Events: table(t, db, stack.EventSpec), ChangeSets: table(t, db, stack.ChangeSetSpec),
		},
		Types: resource.Types(resource.Services{}), Now: time.Now, Rand: rand.Reader,
		Run: func(ctx context.Context, work ...func(context.Context) error) error {
			var errs []error
			for _, do := range work {
				errs = append(errs, do(ctx))
			}
			return errors.Join(errs...)
		},
		Background: func(work func(context.Context)) { work(context.WithoutCancel(t.Context())) },
		Report:     func(_ context.Context, err error) { t.Error(err) },
	}
	ctx := awsapi.WithRequest(t.Context(), awsapi.Request{ID: "r", AccountID: "000000000000", Region: "eu-west-1"})
	return cfn.Guard(&cloudformation.API{Stacks: s}, everybody{}), ctx
}

func table[T any](t testing.TB, db *sqlstore.DB, spec record.Spec[T]) record.Table[T] {
	t.Helper()
	opened, err := sqlstore.Open(t.Context(), db, spec)
	if err != nil {
		t.Fatal(err)
	}
	return opened
}

const handles = `{
 "AWSTemplateFormatVersion": "2010-09-09", "Description": "two handles", "Metadata": {"by": "us"},
 "Parameters": {"P": {"Type": "String", "NoEcho": true, "Default": "hidden", "AllowedValues": ["hidden"]}},
 "Resources": {"A": {"Type": "AWS::CloudFormation::WaitConditionHandle", "Metadata": {"m": 1}},
               "B": {"Type": "AWS::CDK::Metadata", "Properties": {"Analytics": "v2"}, "DependsOn": "A"}},
 "Outputs": {"O": {"Value": {"Ref": "AWS::StackName"}, "Description": "d", "Export": {"Name": "e"}}}
}`

func create(t *testing.T, api *cfn.Guarded, ctx context.Context, name string) string {
	t.Helper()
	out, err := api.CreateStack(ctx, &cfn.CreateStackInput{
		StackName: &name, TemplateBody: awsapi.Ptr(handles), Tags: []cfn.Tag{{Key: awsapi.Ptr("k"), Value: awsapi.Ptr("v")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return *out.StackId
}

func TestStackIsDescribed(t *testing.T) {
	t.Parallel()
	api, ctx := newAPI(t)
	id := create(t, api, ctx, "demo")
	out, err := api.DescribeStacks(ctx, &cfn.DescribeStacksInput{StackName: awsapi.Ptr("demo")})
	if err != nil || len(out.Stacks) != 1 {
		t.Fatalf("%v, %v", out, err)
	}
	got := out.Stacks[0]
	if got.CreationTime == nil {
		t.Error("no creation time")
	}
	got.CreationTime = nil
	p := func(s string) *string { return &s }
	want := cfn.Stack{
		StackId: &id, StackName: p("demo"), Description: p("two handles"), StackStatus: p("CREATE_COMPLETE"),
		Parameters:            []cfn.Parameter{{ParameterKey: p("P"), ParameterValue: p("****")}},
		RollbackConfiguration: &cfn.RollbackConfiguration{}, DisableRollback: awsapi.Ptr(false), NotificationARNs: []string{},
		Outputs:                     []cfn.Output{{OutputKey: p("O"), OutputValue: p("demo"), Description: p("d"), ExportName: p("e")}},
		Tags:                        []cfn.Tag{{Key: p("k"), Value: p("v")}},
		EnableTerminationProtection: awsapi.Ptr(false),
		DriftInformation:            &cfn.StackDriftInformation{StackDriftStatus: p("NOT_CHECKED")},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("stack (-want +got):\n%s", diff)
	}
	prefix := "arn:aws:cloudformation:eu-west-1:000000000000:stack/demo/"
	if rest, ok := strings.CutPrefix(id, prefix); !ok || strings.Count(rest, "-") != 4 {
		t.Errorf("id %s", id)
	}
}

func TestResourcesAreDescribed(t *testing.T) {
	t.Parallel()
	api, ctx := newAPI(t)
	create(t, api, ctx, "demo")
	demo := awsapi.Ptr("demo")
	one, err := api.DescribeStackResource(ctx, &cfn.DescribeStackResourceInput{StackName: demo, LogicalResourceId: awsapi.Ptr("A")})
	if err != nil || *one.StackResourceDetail.ResourceStatus != "CREATE_COMPLETE" || *one.StackResourceDetail.Metadata != `{"m":1}` {
		t.Errorf("%+v, %v", one, err)
	}
	_, err = api.DescribeStackResource(ctx, &cfn.DescribeStackResourceInput{StackName: demo, LogicalResourceId: awsapi.Ptr("Z")})
	if e := awsapi.AsException(err); e == nil || e.Message != "Resource Z does not exist for stack demo" {
		t.Errorf("got %v", err)
	}
	for name, in := range map[string]*cfn.DescribeStackResourcesInput{
		"by stack":    {StackName: demo},
		"by resource": {PhysicalResourceId: one.StackResourceDetail.PhysicalResourceId},
	} {
		all, err := api.DescribeStackResources(ctx, in)
		if err != nil || len(all.StackResources) != 2 || *all.StackResources[1].ResourceType != "AWS::CDK::Metadata" {
			t.Errorf("%s: %+v, %v", name, all, err)
		}
	}
	if _, err := api.DescribeStackResources(ctx, &cfn.DescribeStackResourcesInput{}); awsapi.Code(err) != "ValidationError" {
		t.Errorf("got %v", err)
	}
	list, err := api.ListStackResources(ctx, &cfn.ListStackResourcesInput{StackName: demo})
	if err != nil || len(list.StackResourceSummaries) != 2 || list.NextToken != nil {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestEventsComeNewestFirstAndInPages(t *testing.T) {
	t.Parallel()
	api, ctx := newAPI(t)
	create(t, api, ctx, "demo")
	demo := awsapi.Ptr("demo")
	for i := range 40 {
		body := strings.Replace(handles, `"v2"`, fmt.Sprintf(`"w%d"`, i), 1)
		if _, err := api.UpdateStack(ctx, &cfn.UpdateStackInput{StackName: demo, TemplateBody: &body}); err != nil {
			t.Fatal(err)
		}
	}
	var events []cfn.StackEvent
	pages, in := 0, &cfn.DescribeStackEventsInput{StackName: demo}
	for {
		out, err := api.DescribeStackEvents(ctx, in)
		if err != nil {
			t.Fatal(err)
		}
		events, pages = append(events, out.StackEvents...), pages+1
		if in.NextToken = out.NextToken; in.NextToken == nil {
			break
		}
	}
	if len(events) != 8+40*5 || pages != 3 {
		t.Errorf("%d events in %d pages", len(events), pages)
	}
	for i := 1; i < len(events); i++ {
		if !events[i].Timestamp.Before(*events[i-1].Timestamp) {
			t.Fatalf("%s is no older than %s", *events[i].EventId, *events[i-1].EventId)
		}
	}
	if first := events[len(events)-1]; *first.ResourceStatusReason != "User Initiated" || *first.LogicalResourceId != "demo" {
		t.Errorf("first event %+v", first)
	}
	_, err := api.DescribeStackEvents(ctx, &cfn.DescribeStackEventsInput{StackName: awsapi.Ptr("nobody")})
	if e := awsapi.AsException(err); e == nil || e.Message != "Stack [nobody] does not exist" {
		t.Errorf("got %v", err)
	}
	for _, token := range []string{"x", "-1", "0"} {
		if _, err := api.DescribeStackEvents(ctx, &cfn.DescribeStackEventsInput{StackName: demo, NextToken: &token}); awsapi.Code(err) != "ValidationError" {
			t.Errorf("token %q: %v", token, err)
		}
	}
}

func TestTemplatesAreSummarised(t *testing.T) {
	t.Parallel()
	api, ctx := newAPI(t)
	create(t, api, ctx, "demo")
	for name, in := range map[string]*cfn.GetTemplateSummaryInput{
		"by body": {TemplateBody: awsapi.Ptr(handles)}, "by stack": {StackName: awsapi.Ptr("demo")},
	} {
		out, err := api.GetTemplateSummary(ctx, in)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff([]string{"AWS::CDK::Metadata", "AWS::CloudFormation::WaitConditionHandle"}, out.ResourceTypes); diff != "" {
			t.Errorf("%s: types (-want +got):\n%s", name, diff)
		}
		if *out.Metadata != `{"by":"us"}` || *out.Version != "2010-09-09" || !*out.Parameters[0].NoEcho ||
			out.Parameters[0].ParameterConstraints.AllowedValues[0] != "hidden" {
			t.Errorf("%s: %+v", name, out)
		}
	}
	valid, err := api.ValidateTemplate(ctx, &cfn.ValidateTemplateInput{TemplateBody: awsapi.Ptr(handles)})
	if err != nil || *valid.Description != "two handles" || *valid.Parameters[0].ParameterKey != "P" {
		t.Errorf("%+v, %v", valid, err)
	}
	_, err = api.ValidateTemplate(ctx, &cfn.ValidateTemplateInput{TemplateBody: awsapi.Ptr(`{"Resources": {"A": 1}}`)})
	if e := awsapi.AsException(err); e == nil || e.Code != "ValidationError" || !strings.Contains(e.Message, "[/Resources/A] Every Resources object must contain a Type member.") {
		t.Errorf("got %v", err)
	}
	for _, stage := range []string{"Original", "Processed"} {
		out, err := api.GetTemplate(ctx, &cfn.GetTemplateInput{StackName: awsapi.Ptr("demo"), TemplateStage: &stage})
		if err != nil || *out.TemplateBody != handles {
			t.Errorf("%s: %v, %v", stage, out, err)
		}
	}
	if _, err := api.GetTemplate(ctx, &cfn.GetTemplateInput{}); awsapi.Code(err) != "ValidationError" {
		t.Errorf("got %v", err)
	}
}

func TestLists(t *testing.T) {
	t.Parallel()
	api, ctx := newAPI(t)
	gone := create(t, api, ctx, "gone")
	if _, err := api.DeleteStack(ctx, &cfn.DeleteStackInput{StackName: awsapi.Ptr("gone")}); err != nil {
		t.Fatal(err)
	}
	create(t, api, ctx, "demo")
	all, err := api.ListStacks(ctx, &cfn.ListStacksInput{})
	if err != nil || len(all.StackSummaries) != 2 || *all.StackSummaries[0].StackName != "demo" {
		t.Errorf("%+v, %v", all, err)
	}
	deleted, err := api.ListStacks(ctx, &cfn.ListStacksInput{StackStatusFilter: []string{"DELETE_COMPLETE"}})
	if err != nil || len(deleted.StackSummaries) != 1 || *deleted.StackSummaries[0].StackId != gone || deleted.StackSummaries[0].DeletionTime == nil {
		t.Errorf("%+v, %v", deleted, err)
	}
	live, err := api.DescribeStacks(ctx, &cfn.DescribeStacksInput{})
	if err != nil || len(live.Stacks) != 1 {
		t.Errorf("%+v, %v", live, err)
	}
	exports, err := api.ListExports(ctx, &cfn.ListExportsInput{})
	if err != nil || len(exports.Exports) != 1 || *exports.Exports[0].Value != "demo" {
		t.Errorf("%+v, %v", exports, err)
	}
	if _, err := api.ListImports(ctx, &cfn.ListImportsInput{ExportName: awsapi.Ptr("e")}); awsapi.Code(err) != "ValidationError" {
		t.Errorf("got %v", err)
	}
}

func TestChangeSetIsDescribed(t *testing.T) {
	t.Parallel()
	api, ctx := newAPI(t)
	name, set := awsapi.Ptr("demo"), awsapi.Ptr("cs")
	made, err := api.CreateChangeSet(ctx, &cfn.CreateChangeSetInput{
		StackName: name, ChangeSetName: set, ChangeSetType: awsapi.Ptr("CREATE"), TemplateBody: awsapi.Ptr(handles),
	})
	if err != nil {
		t.Fatal(err)
	}
	out, err := api.DescribeChangeSet(ctx, &cfn.DescribeChangeSetInput{ChangeSetName: made.Id})
	if err != nil || *out.Status != "CREATE_COMPLETE" || *out.ExecutionStatus != "AVAILABLE" || len(out.Changes) != 2 ||
		*out.StackId != *made.StackId || *out.Parameters[0].ParameterValue != "****" {
		t.Fatalf("%+v, %v", out, err)
	}
	if !strings.HasPrefix(*made.Id, "arn:aws:cloudformation:eu-west-1:000000000000:changeSet/cs/") {
		t.Errorf("id %s", *made.Id)
	}
	list, err := api.ListChangeSets(ctx, &cfn.ListChangeSetsInput{StackName: name})
	if err != nil || len(list.Summaries) != 1 {
		t.Errorf("%+v, %v", list, err)
	}
	if _, err := api.ExecuteChangeSet(ctx, &cfn.ExecuteChangeSetInput{ChangeSetName: set, StackName: name}); err != nil {
		t.Fatal(err)
	}
	stacks, err := api.DescribeStacks(ctx, &cfn.DescribeStacksInput{StackName: name})
	if err != nil || *stacks.Stacks[0].StackStatus != "CREATE_COMPLETE" || *stacks.Stacks[0].ChangeSetId != *made.Id {
		t.Errorf("%+v, %v", stacks, err)
	}
	if _, err := api.DeleteChangeSet(ctx, &cfn.DeleteChangeSetInput{ChangeSetName: set, StackName: name}); err != nil {
		t.Error(err)
	}
	_, err = api.DescribeChangeSet(ctx, &cfn.DescribeChangeSetInput{ChangeSetName: set, StackName: name})
	if awsapi.Code(err) != "ChangeSetNotFound" {
		t.Errorf("got %v", err)
	}
}

func TestProtectionAndCancel(t *testing.T) {
	t.Parallel()
	api, ctx := newAPI(t)
	id, name := create(t, api, ctx, "demo"), awsapi.Ptr("demo")
	out, err := api.UpdateTerminationProtection(ctx, &cfn.UpdateTerminationProtectionInput{StackName: name, EnableTerminationProtection: awsapi.Ptr(true)})
	if err != nil || *out.StackId != id {
		t.Errorf("%v, %v", out, err)
	}
	if _, err := api.DeleteStack(ctx, &cfn.DeleteStackInput{StackName: name}); awsapi.Code(err) != "ValidationError" {
		t.Errorf("got %v", err)
	}
	if _, err := api.CancelUpdateStack(ctx, &cfn.CancelUpdateStackInput{StackName: name}); awsapi.Code(err) != "ValidationError" {
		t.Errorf("got %v", err)
	}
	_, err = api.ContinueUpdateRollback(ctx, &cfn.ContinueUpdateRollbackInput{StackName: name})
	if e := awsapi.AsException(err); e == nil || !strings.Contains(e.Message, "is in CREATE_COMPLETE state") {
		t.Errorf("got %v", err)
	}
}
