package app

import (
	"context"

	"github.com/sallyport/sallyport/internal/core/iam"
	"github.com/sallyport/sallyport/internal/core/message"
	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/core/restapi"
	"github.com/sallyport/sallyport/internal/core/stack"
	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/core/userpool/signin"
	"github.com/sallyport/sallyport/internal/core/userpool/token"
	"github.com/sallyport/sallyport/internal/driver/sqlstore"
)

// stores are the tables of all nouns.
type stores struct {
	pools  userpool.Store
	apis   restapi.Store
	stacks stack.Store
	keys   record.Table[iam.AccessKey]
	outbox record.Table[message.Message]

	families record.Table[token.Family]
	signIn   signin.Store
}

// opening opens tables one after the other; the first failure stays.
type opening struct {
	ctx     context.Context
	db      *sqlstore.DB
	commits *commits // nil where nobody counts
	err     error
}

func table[T any](o *opening, spec record.Spec[T]) record.Table[T] {
	if o.err != nil {
		return nil
	}
	t, err := sqlstore.Open(o.ctx, o.db, spec)
	o.err = err
	if o.commits != nil && err == nil {
		return countedTable[T]{t, spec.Table, o.commits}
	}
	return t
}

func openStores(ctx context.Context, db *sqlstore.DB, counted *commits) (stores, error) {
	o := &opening{ctx: ctx, db: db, commits: counted}
	var tx record.Tx = db
	if counted != nil {
		tx = countedTx{db, counted}
	}
	s := stores{
		pools: userpool.Store{
			Pools: table(o, userpool.PoolSpec()), Keys: table(o, userpool.KeySpec()), Clients: table(o, userpool.ClientSpec()),
			Servers: table(o, userpool.ServerSpec()), Domains: table(o, userpool.DomainSpec()), Groups: table(o, userpool.GroupSpec()),
			Users: table(o, userpool.UserSpec()), Members: table(o, userpool.MembershipSpec()),
			Tx: tx, Changes: db,
		},
		apis: restapi.Store{
			Tx: tx, APIs: table(o, restapi.APISpec()), Resources: table(o, restapi.ResourceSpec()),
			Authorizers: table(o, restapi.AuthorizerSpec()), Models: table(o, restapi.ModelSpec()),
			Validators: table(o, restapi.ValidatorSpec()), GatewayResponses: table(o, restapi.GatewayResponseSpec()),
			Deployments: table(o, restapi.DeploymentSpec()), Stages: table(o, restapi.StageSpec()),
		},
		stacks: stack.Store{
			Tx: tx, Stacks: table(o, stack.StackSpec), Resources: table(o, stack.ResourceSpec),
			Events: table(o, stack.EventSpec), ChangeSets: table(o, stack.ChangeSetSpec),
		},
		keys:   table(o, iam.AccessKeySpec),
		outbox: table(o, message.OutboxSpec),

		families: table(o, token.FamilySpec()),
		signIn: signin.Store{
			Sessions: table(o, signin.SessionSpec()), Failures: table(o, signin.FailureSpec()),
			Enrolments: table(o, signin.EnrolmentSpec()),
		},
	}
	return s, o.err
}
