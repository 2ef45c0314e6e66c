package authorize

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/core/restapi"
)

var start = time.Unix(1_800_000_000, 0)

// judge is a verifier that takes "good…" as an access token of the pool, and counts how often it was asked.
type judge struct {
	calls      atomic.Int64
	generation atomic.Uint64
	during     func() // runs within every verification
	err        error
}

func (j *judge) VerifyToken(_ context.Context, text string, pools []string) (*Token, error) {
	j.calls.Add(1)
	if j.during != nil {
		j.during()
	}
	if j.err != nil {
		return nil, j.err
	}
	if !strings.HasPrefix(text, "good") {
		return nil, &Rejection{Reason: "bad"}
	}
	return &Token{PoolARN: pools[0], Use: UseAccess, Scopes: []string{text}, Expires: start.Add(time.Hour), Payload: []byte("{}")}, nil
}

func (j *judge) Generation(string) uint64 { return j.generation.Load() }

func asking(token string) *Call {
	return &Call{
		APIID: "api", DeploymentID: "dep", Scopes: []string{token}, Values: []string{token}, Now: start,
		Authorizer: &restapi.Authorizer{ID: "auth", ProviderARNs: []string{"pool"}, TTL: time.Hour},
	}
}

func TestCacheHits(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*Call, *judge)
		calls  int64
	}{
		"the same":           {func(*Call, *judge) {}, 1},
		"another method":     {func(c *Call, _ *judge) { c.Scopes = []string{"good1", "x"} }, 1},
		"another token":      {func(c *Call, _ *judge) { c.Values, c.Scopes = []string{"good2"}, []string{"good2"} }, 2},
		"another API":        {func(c *Call, _ *judge) { c.APIID = "b" }, 2},
		"another deployment": {func(c *Call, _ *judge) { c.DeploymentID = "b" }, 2},
		"another authorizer": {func(c *Call, _ *judge) {
			c.Authorizer = &restapi.Authorizer{ID: "b", ProviderARNs: []string{"pool"}, TTL: time.Hour}
		}, 2},
		"a new generation":    {func(_ *Call, j *judge) { j.generation.Add(1) }, 2},
		"just before the end": {func(c *Call, _ *judge) { c.Now = start.Add(time.Hour - 1) }, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			j := &judge{}
			a := Cognito{Verifier: j, Cache: NewCache(1 << 20)}
			if _, denial := a.Authorize(t.Context(), asking("good1")); denial != nil {
				t.Fatal(denial)
			}
			again := asking("good1")
			c.change(again, j)
			if _, denial := a.Authorize(t.Context(), again); denial != nil {
				t.Fatal(denial)
			}
			if j.calls.Load() != c.calls {
				t.Errorf("verified %d times, want %d", j.calls.Load(), c.calls)
			}
		})
	}
}

func TestCacheNeverOutlivesTheToken(t *testing.T) {
	t.Parallel()
	a := Cognito{Verifier: &judge{}, Cache: NewCache(1 << 20)}
	if _, denial := a.Authorize(t.Context(), asking("good")); denial != nil {
		t.Fatal(denial)
	}
	late := asking("good")
	late.Now = start.Add(time.Hour)
	if _, denial := a.Authorize(t.Context(), late); denial == nil || denial.Kind != Expired {
		t.Error(denial)
	}
}

// A change while a token is being verified leaves nothing behind that would be believed later.
func TestChangeDuringVerification(t *testing.T) {
	t.Parallel()
	j := &judge{}
	j.during = func() { j.generation.Add(1) }
	a := Cognito{Verifier: j, Cache: NewCache(1 << 20)}
	for range 3 {
		if _, denial := a.Authorize(t.Context(), asking("good")); denial != nil {
			t.Fatal(denial)
		}
	}
	if j.calls.Load() != 3 {
		t.Errorf("verified %d times, want 3", j.calls.Load())
	}
}

func TestRefusalsAreNotKept(t *testing.T) {
	t.Parallel()
	j := &judge{}
	a := Cognito{Verifier: j, Cache: NewCache(1 << 20)}
	for range 2 {
		if _, denial := a.Authorize(t.Context(), asking("bad")); denial == nil || denial.Kind != Unauthorized {
			t.Fatal(denial)
		}
	}
	if j.calls.Load() != 2 {
		t.Error(j.calls.Load())
	}
}

func TestVerifierFails(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]TokenVerifier{"an error": &judge{err: errors.New("no database")}, "none": nil} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := Cognito{Verifier: v}
			if token, denial := a.Authorize(t.Context(), asking("good")); token != nil || denial == nil || denial.Kind != Failure {
				t.Error(token, denial)
			}
		})
	}
}

// A token of a pool the authorizer does not name is refused even if the verifier took it.
func TestPoolMustBeAmongTheProviders(t *testing.T) {
	t.Parallel()
	a := Cognito{Verifier: stranger{}, Cache: NewCache(1 << 20)}
	for range 2 {
		if _, denial := a.Authorize(t.Context(), asking("good")); denial == nil || denial.Kind != Unauthorized {
			t.Error(denial)
		}
	}
}

type stranger struct{}

func (stranger) VerifyToken(context.Context, string, []string) (*Token, error) {
	return &Token{PoolARN: "other", Use: UseAccess, Scopes: []string{"good"}, Expires: start.Add(time.Hour)}, nil
}

func (stranger) Generation(string) uint64 { return 0 }

func TestCacheIsBounded(t *testing.T) {
	t.Parallel()
	const limit = 256 << 10
	c := NewCache(limit)
	j := &judge{}
	for i := range 5000 {
		k := cacheKey{token: fmt.Sprint("good", i), api: "a"}
		c.put(k, &Token{PoolARN: "pool", Payload: make([]byte, 300)}, 0, start.Add(time.Hour))
		if c.get(k, start, j) == nil {
			t.Fatal("the newest entry is not there")
		}
	}
	held := 0
	for i := range c.shards {
		for _, m := range []map[uint64]*entry{c.shards[i].young, c.shards[i].old} {
			for _, e := range m {
				held += e.cost()
			}
		}
	}
	if held > limit || held < limit/4 {
		t.Errorf("%d bytes held, the bound is %d", held, limit)
	}
	c.put(cacheKey{token: strings.Repeat("x", limit)}, &Token{}, 0, start.Add(time.Hour))
	if c.get(cacheKey{token: strings.Repeat("x", limit)}, start, j) != nil {
		t.Error("an entry larger than its shard was kept")
	}
}

// Two keys with one hash are told apart: the whole key is compared.
func TestCacheCollision(t *testing.T) {
	t.Parallel()
	c := NewCache(1 << 20)
	mine, theirs := cacheKey{token: "mine"}, cacheKey{token: "theirs"}
	h := c.hash(theirs)
	c.shards[h%shardCount].add(h, &entry{key: mine, token: &Token{}, until: start.Add(time.Hour)})
	if c.get(theirs, start, &judge{}) != nil {
		t.Error("another token's entry was given")
	}
}

func TestCacheSideBySide(t *testing.T) {
	t.Parallel()
	a := Cognito{Verifier: &judge{}, Cache: NewCache(64 << 10)}
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for n := range 500 {
				text := fmt.Sprint("good", (i*7+n)%200)
				token, denial := a.Authorize(t.Context(), asking(text))
				if denial != nil || token.Scopes[0] != text {
					t.Errorf("%s: %v %v", text, token, denial)
				}
			}
		})
	}
	group.Wait()
}

func TestBearer(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"a.b.c": "a.b.c", "Bearer a.b.c": "a.b.c", "bEaReR \ta": "a", " a ": "a", "Bearer": "Bearer", "Bearera": "Bearera", "Bearer ": "Bearer",
	} {
		if got, denial := bearer([]string{in}); got != want || denial != nil {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
