package restapi_test

import (
	"context"
	"flag"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/core/restapi"
	"github.com/sallyport/sallyport/internal/driver/sqlite"
	"github.com/sallyport/sallyport/internal/driver/sqlstore"
)

var update = flag.Bool("update", false, "write the golden files anew")

const (
	account = "000000000000"
	region  = "eu-west-1"
)

// world is a service over a data file of its own.
type world struct {
	*restapi.Service
	t     *testing.T
	ctx   context.Context
	store restapi.Store
	db    *sqlstore.DB
}

// dice are the same in every run.
func dice() io.Reader { return rand.NewChaCha8([32]byte{7}) }

func newWorld(t *testing.T) *world {
	t.Helper()
	ctx := awsapi.WithRequest(context.Background(), awsapi.Request{AccountID: account, Region: region})
	db, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "data.db"), sqlite.Options{Synchronous: sqlite.Off})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	store := restapi.Store{
		Tx:               db,
		APIs:             open(t, db, restapi.APISpec()),
		Resources:        open(t, db, restapi.ResourceSpec()),
		Authorizers:      open(t, db, restapi.AuthorizerSpec()),
		Models:           open(t, db, restapi.ModelSpec()),
		Validators:       open(t, db, restapi.ValidatorSpec()),
		GatewayResponses: open(t, db, restapi.GatewayResponseSpec()),
		Deployments:      open(t, db, restapi.DeploymentSpec()),
		Stages:           open(t, db, restapi.StageSpec()),
	}
	now := func() time.Time { return time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC) }
	return &world{
		Service: &restapi.Service{Store: store, Now: now, Rand: dice()}, t: t, ctx: ctx, store: store, db: db,
	}
}

func open[T any](t *testing.T, db *sqlstore.DB, spec record.Spec[T]) record.Table[T] {
	t.Helper()
	table, err := sqlstore.Open(context.Background(), db, spec)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// must takes the answer of an operation that may not fail.
func must[T any](t *testing.T, out T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatalf("unexpected: %v", err)
	}
	return out
}

// refused makes sure that an operation fails with this exception.
func refused(t *testing.T, err error, code, message string) {
	t.Helper()
	e := awsapi.AsException(err)
	if e == nil {
		t.Fatalf("got %v; want %s", err, code)
	}
	if e.Code != code || e.Message != message {
		t.Errorf("got  %s: %s\nwant %s: %s", e.Code, e.Message, code, message)
	}
}

// golden compares a text with a file, or writes it with -update.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

func file(t *testing.T, name string) []byte {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func ptr[T any](v T) *T { return &v }

func patch(ops ...string) []apigateway.PatchOperation {
	var out []apigateway.PatchOperation
	for i := 0; i < len(ops); i += 3 {
		op := apigateway.PatchOperation{Op: &ops[i], Path: &ops[i+1]}
		if ops[i+2] != "" {
			op.Value = &ops[i+2]
		}
		out = append(out, op)
	}
	return out
}

// imported makes an API of a file in testdata.
func (w *world) imported(name string) *apigateway.RestApi {
	w.t.Helper()
	api, err := w.ImportRestApi(w.ctx, &apigateway.ImportRestApiRequest{Body: file(w.t, name)})
	return must(w.t, api, err)
}

// deployed deploys an API to a stage.
func (w *world) deployed(api *string, stage string) *apigateway.Deployment {
	w.t.Helper()
	d, err := w.CreateDeployment(w.ctx, &apigateway.CreateDeploymentRequest{RestApiId: api, StageName: &stage})
	return must(w.t, d, err)
}

func (w *world) plans() *restapi.Plans {
	w.t.Helper()
	p, err := restapi.NewPlans(context.Background(), w.store, w.db)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(p.Close)
	return p
}
