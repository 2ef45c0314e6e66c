package resource_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/awsapi/cloudformation"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/core/stack"
	"github.com/sallyport/sallyport/internal/core/stack/resource"
	"github.com/sallyport/sallyport/internal/driver/keyring"
	"github.com/sallyport/sallyport/internal/driver/sqlite"
	"github.com/sallyport/sallyport/internal/driver/sqlstore"
)

// log records what an API was asked, as "Operation {json}".
type log struct {
	lines   []string
	callers []string
	fail    map[string]error // by operation
}

func (l *log) note(ctx context.Context, operation string, in any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	l.lines = append(l.lines, operation+" "+string(body))
	l.callers = append(l.callers, awsapi.RequestFrom(ctx).Caller.ARN)
	return l.fail[operation]
}

func (l *log) take() []string {
	lines := l.lines
	l.lines = nil
	return lines
}

// everybody may do everything.
type everybody struct{}

func (everybody) Allow(context.Context, *awsapi.Service, *awsapi.Operation, any) error { return nil }

// pools is a Cognito that remembers nothing.
type pools struct {
	cognitoidp.Unimplemented
	*log
}

func (p pools) CreateUserPool(ctx context.Context, in *cognitoidp.CreateUserPoolRequest) (*cognitoidp.CreateUserPoolResponse, error) {
	return &cognitoidp.CreateUserPoolResponse{UserPool: &cognitoidp.UserPoolType{
		Id: awsapi.Ptr("eu-west-1_abcdefghi"), Name: in.PoolName,
		Arn: awsapi.Ptr("arn:aws:cognito-idp:eu-west-1:000000000000:userpool/eu-west-1_abcdefghi"),
	}}, p.note(ctx, "CreateUserPool", in)
}

func (p pools) UpdateUserPool(ctx context.Context, in *cognitoidp.UpdateUserPoolRequest) (*cognitoidp.UpdateUserPoolResponse, error) {
	return &cognitoidp.UpdateUserPoolResponse{}, p.note(ctx, "UpdateUserPool", in)
}

func (p pools) AddCustomAttributes(ctx context.Context, in *cognitoidp.AddCustomAttributesRequest) (*cognitoidp.AddCustomAttributesResponse, error) {
	return &cognitoidp.AddCustomAttributesResponse{}, p.note(ctx, "AddCustomAttributes", in)
}

func (p pools) SetUserPoolMfaConfig(ctx context.Context, in *cognitoidp.SetUserPoolMfaConfigRequest) (*cognitoidp.SetUserPoolMfaConfigResponse, error) {
	return &cognitoidp.SetUserPoolMfaConfigResponse{}, p.note(ctx, "SetUserPoolMfaConfig", in)
}

func (p pools) DeleteUserPool(ctx context.Context, in *cognitoidp.DeleteUserPoolRequest) (*cognitoidp.DeleteUserPoolOutput, error) {
	return &cognitoidp.DeleteUserPoolOutput{}, p.note(ctx, "DeleteUserPool", in)
}

func (p pools) CreateUserPoolClient(ctx context.Context, in *cognitoidp.CreateUserPoolClientRequest) (*cognitoidp.CreateUserPoolClientResponse, error) {
	c := &cognitoidp.UserPoolClientType{ClientId: awsapi.Ptr("client1"), ClientName: in.ClientName}
	if awsapi.Val(in.GenerateSecret) {
		c.ClientSecret = awsapi.Ptr("s3cret")
	}
	return &cognitoidp.CreateUserPoolClientResponse{UserPoolClient: c}, p.note(ctx, "CreateUserPoolClient", in)
}

func (p pools) UpdateUserPoolClient(ctx context.Context, in *cognitoidp.UpdateUserPoolClientRequest) (*cognitoidp.UpdateUserPoolClientResponse, error) {
	c := &cognitoidp.UserPoolClientType{ClientId: in.ClientId, ClientName: in.ClientName}
	return &cognitoidp.UpdateUserPoolClientResponse{UserPoolClient: c}, p.note(ctx, "UpdateUserPoolClient", in)
}

func (p pools) DeleteUserPoolClient(ctx context.Context, in *cognitoidp.DeleteUserPoolClientRequest) (*cognitoidp.DeleteUserPoolClientOutput, error) {
	return &cognitoidp.DeleteUserPoolClientOutput{}, p.note(ctx, "DeleteUserPoolClient", in)
}

func (p pools) CreateUserPoolDomain(ctx context.Context, in *cognitoidp.CreateUserPoolDomainRequest) (*cognitoidp.CreateUserPoolDomainResponse, error) {
	return &cognitoidp.CreateUserPoolDomainResponse{}, p.note(ctx, "CreateUserPoolDomain", in)
}

func (p pools) DeleteUserPoolDomain(ctx context.Context, in *cognitoidp.DeleteUserPoolDomainRequest) (*cognitoidp.DeleteUserPoolDomainResponse, error) {
	return &cognitoidp.DeleteUserPoolDomainResponse{}, p.note(ctx, "DeleteUserPoolDomain", in)
}

func (p pools) CreateResourceServer(ctx context.Context, in *cognitoidp.CreateResourceServerRequest) (*cognitoidp.CreateResourceServerResponse, error) {
	return &cognitoidp.CreateResourceServerResponse{}, p.note(ctx, "CreateResourceServer", in)
}

func (p pools) DeleteResourceServer(ctx context.Context, in *cognitoidp.DeleteResourceServerRequest) (*cognitoidp.DeleteResourceServerOutput, error) {
	return nil, errors.Join(p.note(ctx, "DeleteResourceServer", in), cognitoidp.ResourceNotFoundException("gone already"))
}

func (p pools) CreateGroup(ctx context.Context, in *cognitoidp.CreateGroupRequest) (*cognitoidp.CreateGroupResponse, error) {
	return &cognitoidp.CreateGroupResponse{}, p.note(ctx, "CreateGroup", in)
}

func (p pools) DeleteGroup(ctx context.Context, in *cognitoidp.DeleteGroupRequest) (*cognitoidp.DeleteGroupOutput, error) {
	return &cognitoidp.DeleteGroupOutput{}, p.note(ctx, "DeleteGroup", in)
}

// rig is a deployer over recording APIs.
type rig struct {
	*stack.Service
	log *log
	ctx context.Context
}

func newRig(t *testing.T) *rig {
	t.Helper()
	ring, err := keyring.New(bytes.Repeat([]byte{7}, keyring.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "data.db"), sqlite.Options{Synchronous: sqlite.Off, Sealer: ring})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	l := &log{fail: map[string]error{}}
	r := &rig{log: l, ctx: awsapi.WithRequest(t.Context(), awsapi.Request{
		ID: "r-1", AccountID: "000000000000", Region: "eu-west-1", Caller: awsapi.Caller{Kind: awsapi.User, ARN: "arn:ann"},
	})}
	r.Service = &stack.Service{
		Store: stack.Store{
			Tx: db, Stacks: table(t, db, stack.StackSpec), Resources: table(t, db, stack.ResourceSpec),
			Events: table(t, db, stack.EventSpec), ChangeSets: table(t, db, stack.ChangeSetSpec),
		},
		Types: resource.Types(resource.Services{
			Cognito: cognitoidp.Guard(pools{log: l}, everybody{}),
			Gateway: apigateway.Guard(apis{log: l, ids: map[string]int{}}, everybody{}),
			Issuer:  func(_, pool string) string { return "https://id.example/" + pool },
		}),
		Now: time.Now, Rand: rand.Reader,
		Run: func(ctx context.Context, work ...func(context.Context) error) error {
			for _, do := range work {
				if err := do(ctx); err != nil {
					return err
				}
			}
			return nil
		},
		Background: func(work func(context.Context)) { work(context.WithoutCancel(t.Context())) },
		Report:     func(_ context.Context, err error) { t.Logf("reported: %v", err) },
	}
	return r
}

func table[T any](t testing.TB, db *sqlstore.DB, spec record.Spec[T]) record.Table[T] {
	t.Helper()
	opened, err := sqlstore.Open(t.Context(), db, spec)
	if err != nil {
		t.Fatal(err)
	}
	return opened
}

func (r *rig) deploy(t *testing.T, source string) *stack.Stack {
	t.Helper()
	name := "demo"
	_, err := r.Create(r.ctx, &cloudformation.CreateStackInput{StackName: &name, TemplateBody: &source})
	if awsapi.Code(err) == "AlreadyExistsException" {
		_, err = r.Update(r.ctx, &cloudformation.UpdateStackInput{StackName: &name, TemplateBody: &source})
	}
	if err != nil {
		t.Fatal(err)
	}
	st, err := r.Get(r.ctx, name)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

func (r *rig) complete(t *testing.T, st *stack.Stack) {
	t.Helper()
	if strings.HasSuffix(string(st.Status), "_COMPLETE") && !strings.Contains(string(st.Status), "ROLLBACK") {
		return
	}
	events, _ := r.History(r.ctx, st, 0, 0)
	for _, e := range events {
		t.Logf("%s %s %s", e.LogicalID, e.Status, e.Reason)
	}
	t.Fatalf("status %s", st.Status)
}

func (r *rig) remove(t *testing.T) {
	t.Helper()
	if err := r.Delete(r.ctx, &cloudformation.DeleteStackInput{StackName: awsapi.Ptr("demo")}); err != nil {
		t.Fatal(err)
	}
}
