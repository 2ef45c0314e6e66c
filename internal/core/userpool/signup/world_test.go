package signup_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/message"
	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/core/userpool/access"
	"github.com/sallyport/sallyport/internal/core/userpool/signup"
	"github.com/sallyport/sallyport/internal/core/userpool/token"
	"github.com/sallyport/sallyport/internal/core/userpool/trigger"
	"github.com/sallyport/sallyport/internal/core/userpool/userpooltest"
)

const good = "Passw0rd!"

// world is a service with one pool and one client, an outbox, a clock and functions.
type world struct {
	t         *testing.T
	ctx       context.Context
	pools     *userpool.Service
	users     *signup.Service
	outbox    message.Outbox
	courier   *courier
	functions *functions
	clock     *userpooltest.Clock
	minter    *token.Minter
	pool      *userpool.Pool
	client    *userpool.Client
}

// courier is the outbox, unless the test breaks it. It remembers the order, which a clock that stands still does not tell.
type courier struct {
	message.Outbox
	sent   []*message.Message
	broken error
}

func (c *courier) Send(ctx context.Context, m message.Message) error {
	if c.broken != nil {
		return c.broken
	}
	c.sent = append(c.sent, &m)
	return c.Outbox.Send(ctx, m)
}

// functions answer events by a function's name.
type functions struct {
	answers map[string]func(event map[string]any) (any, error)
	sources []string
}

func (f *functions) Invoke(_ context.Context, _ *userpool.Pool, arn string, event []byte) ([]byte, error) {
	var e map[string]any
	if err := json.Unmarshal(event, &e); err != nil {
		return nil, err
	}
	f.sources = append(f.sources, e["triggerSource"].(string))
	answer, ok := f.answers[arn]
	if !ok {
		return nil, &trigger.Unreachable{Code: "AccessDeniedException", Cause: errors.New("no such function")}
	}
	response, err := answer(e)
	if err != nil {
		return nil, err
	}
	if raw, ok := response.(string); ok {
		return []byte(raw), nil
	}
	e["response"] = response
	return json.Marshal(e)
}

// newWorld makes a pool as asked (JSON of CreateUserPool without its name) with a client as asked.
func newWorld(t *testing.T, pool, client string) *world {
	t.Helper()
	store, outbox := openStore(t)
	pools, clock := userpooltest.New(store)
	w := &world{
		t: t, ctx: t.Context(), pools: pools, clock: clock, outbox: message.Outbox{Table: outbox},
		functions: &functions{answers: map[string]func(map[string]any) (any, error){}},
	}
	w.courier = &courier{Outbox: w.outbox}
	snapshots, stop := token.NewSnapshots(store, token.Addresses{PublicURL: "https://auth.example"})
	t.Cleanup(stop)
	w.minter = &token.Minter{Snapshots: snapshots, Signer: token.DirectSigner{}, Now: clock.Now, Rand: rand.Reader}
	w.users = &signup.Service{
		Pools: pools, Courier: &message.Post{Courier: w.courier, Now: clock.Now, Rand: rand.Reader},
		Gate:     &access.Gate{Pools: pools, Tokens: &token.Verifier{Snapshots: snapshots, Now: clock.Now}},
		Triggers: trigger.Runner{Invoker: w.functions},
	}
	in := read[cognitoidp.CreateUserPoolRequest](t, pool)
	in.PoolName = awsapi.Ptr("people")
	made, err := pools.CreatePool(w.ctx, userpooltest.Home, in)
	if err != nil {
		t.Fatal(err)
	}
	if w.pool, err = pools.PoolByID(w.ctx, *made.Id); err != nil {
		t.Fatal(err)
	}
	w.client = w.newClient(client)
	return w
}

func (w *world) newClient(settings string) *userpool.Client {
	w.t.Helper()
	in := read[cognitoidp.CreateUserPoolClientRequest](w.t, settings)
	in.UserPoolId, in.ClientName = &w.pool.ID, awsapi.Ptr("app")
	made, err := w.pools.CreateClient(w.ctx, userpooltest.Home, in)
	if err != nil {
		w.t.Fatal(err)
	}
	client, err := w.pools.ClientByID(w.ctx, *made.ClientId)
	if err != nil {
		w.t.Fatal(err)
	}
	return client
}

func read[T any](t *testing.T, src string) *T {
	t.Helper()
	var v T
	if src == "" {
		return &v
	}
	if err := json.Unmarshal([]byte(src), &v); err != nil {
		t.Fatalf("%s: %v", src, err)
	}
	return &v
}

// call makes an operation by its name with JSON, in which $POOL, $CLIENT and $TOKEN(name) stand for what they say. The answer
// is JSON; an exception is "Code: message".
func (w *world) call(operation, input string) string {
	w.t.Helper()
	out, err := w.invoke(operation, w.fill(input))
	if err != nil {
		if e := awsapi.AsException(err); e != nil {
			return e.Error()
		}
		w.t.Fatalf("%s %s: %v", operation, input, err)
	}
	text, err := json.Marshal(out)
	if err != nil {
		w.t.Fatal(err)
	}
	return string(text)
}

func (w *world) fill(input string) string {
	input = strings.NewReplacer("$POOL", w.pool.ID, "$CLIENT", w.client.ID).Replace(input)
	before, rest, ok := strings.Cut(input, "$TOKEN(")
	if !ok {
		return input
	}
	name, after, _ := strings.Cut(rest, ")")
	return before + w.token(name) + after
}

// want calls and expects an answer that has all pieces.
func (w *world) want(operation, input string, pieces ...string) string {
	w.t.Helper()
	got := w.call(operation, input)
	if len(pieces) == 0 && strings.Contains(got, "Exception: ") {
		w.t.Fatalf("%s %s: %s", operation, input, got)
	}
	for _, piece := range pieces {
		if !strings.Contains(got, piece) {
			w.t.Errorf("%s %s:\n got %s\nwant %s", operation, input, got, piece)
		}
	}
	return got
}

// token is an access token for a user, as a sign-in gives it.
func (w *world) token(name string) string {
	w.t.Helper()
	return w.tokenWith(w.user(name), access.Scope, token.Access)
}

func (w *world) tokenWith(u *userpool.User, scope string, use token.Use) string {
	w.t.Helper()
	issuer, err := w.minter.Issuer(w.ctx, w.pool.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	now := w.clock.Now()
	var claims token.Object
	claims.Text("sub", u.Sub)
	claims.Text("iss", issuer)
	claims.Text("token_use", string(use))
	claims.Number("iat", now.Unix())
	claims.Number("exp", now.Add(time.Hour).Unix())
	if use == token.Access {
		claims.Text("client_id", w.client.ID)
		claims.Text("username", u.Username)
		claims.Text("scope", scope)
	} else {
		claims.Text("aud", w.client.ID)
		claims.Text("cognito:username", u.Username)
	}
	text, err := w.minter.Sign(w.ctx, w.pool.ID, use, &claims)
	if err != nil {
		w.t.Fatal(err)
	}
	return text
}

func (w *world) user(name string) *userpool.User {
	w.t.Helper()
	u, err := w.pools.FindUser(w.ctx, w.pool, name)
	if err != nil {
		w.t.Fatalf("%s: %v", name, err)
	}
	return u
}

// change writes a user directly.
func (w *world) change(name string, change func(*userpool.User)) {
	w.t.Helper()
	_, err := w.pools.ChangeUser(w.ctx, w.user(name).Key(), func(u *userpool.User) error {
		change(u)
		u.SetLogins(w.pool)
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// messages are those that went out, in order; the outbox has them all.
func (w *world) messages() []*message.Message {
	w.t.Helper()
	all, err := w.outbox.Messages(w.ctx)
	if err != nil || len(all) != len(w.courier.sent) {
		w.t.Fatalf("%d messages in the outbox, %d were sent: %v", len(all), len(w.courier.sent), err)
	}
	return w.courier.sent
}

// code is the code of the last message.
func (w *world) code() string {
	w.t.Helper()
	all := w.messages()
	if len(all) == 0 {
		w.t.Fatal("no message was sent")
	}
	return all[len(all)-1].Code
}

// wrong is a code that was not sent.
func (w *world) wrong() string {
	if all := w.messages(); len(all) > 0 && all[len(all)-1].Code == "000000" {
		return "111111"
	}
	return "000000"
}

func newDomain(t *testing.T, w *world) string {
	t.Helper()
	in := read[cognitoidp.CreateUserPoolDomainRequest](t, w.fill(`{"UserPoolId":"$POOL","Domain":"people"}`))
	if err := w.pools.CreateDomain(w.ctx, userpooltest.Home, in); err != nil {
		t.Fatal(err)
	}
	return "people"
}
