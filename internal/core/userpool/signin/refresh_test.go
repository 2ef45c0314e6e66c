package signin_test

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/core/userpool/token"
	"github.com/sallyport/sallyport/internal/core/userpool/userpooltest"
	"github.com/sallyport/sallyport/internal/driver/keyring"
)

// claims reads what a token says, verified or not.
func claims(t testing.TB, text string) map[string]any {
	t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(strings.Split(text, ".")[1])
	if err != nil {
		t.Fatal(err)
	}
	var c map[string]any
	if err := json.Unmarshal(raw, &c); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestRefresh(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	u := w.newUser("alice")
	first := w.enter("alice")
	w.clock.Advance(time.Hour)
	w.setUser(u, func(u *userpool.User) { u.Attributes.Set("name", "Alice") })
	for _, flow := range []string{"REFRESH_TOKEN_AUTH", "REFRESH_TOKEN"} {
		out, err := w.start(flow, "REFRESH_TOKEN", first.Refresh)
		w.must(err)
		if out.Tokens.Refresh != "" || out.Challenge != "" {
			t.Errorf("got %+v", out)
		}
		for _, pair := range [][2]string{{first.Access, out.Tokens.Access}, {first.ID, out.Tokens.ID}} {
			before, after := claims(t, pair[0]), claims(t, pair[1])
			for _, same := range []string{"origin_jti", "auth_time", "sub", "event_id", "iss"} {
				if before[same] == nil || before[same] != after[same] {
					t.Errorf("%s was %v and is %v", same, before[same], after[same])
				}
			}
			for _, other := range []string{"jti", "iat", "exp"} {
				if before[other] == after[other] {
					t.Errorf("%s is still %v", other, after[other])
				}
			}
		}
		if claims(t, out.Tokens.ID)["name"] != "Alice" {
			t.Error("the ID token does not know what changed")
		}
	}
	out, err := w.adminStart("REFRESH_TOKEN_AUTH", "REFRESH_TOKEN", first.Refresh)
	w.must(err)
	if out.Tokens == nil {
		t.Error("no tokens")
	}
	if rows, err := w.stores.families.Table.List(t.Context(), record.Query{}); err != nil || len(rows) != 0 {
		t.Errorf("%d families written, %v", len(rows), err)
	}
}

func TestRefreshRefusals(t *testing.T) {
	t.Parallel()
	const (
		invalid = "NotAuthorizedException: Invalid Refresh Token"
		revoked = "NotAuthorizedException: Refresh Token has been revoked"
	)
	type state struct {
		w       *world
		u       *userpool.User
		tokens  *token.Tokens
		refresh string
	}
	part := func(i int, change func(string) string) func(*state) {
		return func(s *state) {
			parts := strings.Split(s.refresh, ".")
			parts[i] = change(parts[i])
			s.refresh = strings.Join(parts, ".")
		}
	}
	none := base64.RawURLEncoding.EncodeToString([]byte(`{"cty":"JWT","enc":"A256GCM","alg":"none"}`))
	for name, c := range map[string]struct {
		between func(*state)
		want    string
	}{
		"alg none":         {part(0, func(string) string { return none }), invalid},
		"tampered version": {part(1, func(string) string { return "Ag" }), invalid},
		"tampered nonce":   {part(2, func(p string) string { return flip(p[:1]) + p[1:] }), invalid},
		"tampered content": {part(3, func(p string) string { return flip(p[:1]) + p[1:] }), invalid},
		"tampered tag":     {part(4, func(p string) string { return flip(p[:1]) + p[1:] }), invalid},
		"a part less":      {func(s *state) { s.refresh = s.refresh[:strings.LastIndex(s.refresh, ".")] }, invalid},
		"a part more":      {func(s *state) { s.refresh += ".AA" }, invalid},
		"moved boundary":   {part(3, func(p string) string { return p + "AAAA" }), invalid},
		"empty parts":      {func(s *state) { s.refresh = strings.Split(s.refresh, ".")[0] + "...." }, invalid},
		"line break":       {part(3, func(p string) string { return p[:4] + "\n" + p[4:] }), invalid},
		"access token":     {func(s *state) { s.refresh = s.tokens.Access }, invalid},
		"garbage":          {func(s *state) { s.refresh = "x" }, invalid},
		"very long":        {func(s *state) { s.refresh = strings.Repeat("A", 1<<20) }, invalid},
		"other client":     {func(s *state) { s.w.client = s.w.newClient(func(*cognitoidp.CreateUserPoolClientRequest) {}) }, invalid},
		"client of elsewhere": {func(s *state) {
			s.w.client = userpooltest.Machine(s.w.t, s.w.pools, userpooltest.Pool(s.w.t, s.w.pools), "weather/get")
			s.w.setClient(func(c *userpool.Client) { c.Secrets = nil })
		}, invalid},
		"other key": {func(s *state) {
			ring, err := keyring.Generate(rand.Reader)
			s.w.must(err)
			s.w.signin.Issuer.Sealer = ring
		}, invalid},
		"at its end":    {func(s *state) { s.w.clock.Advance(30 * 24 * time.Hour) }, "NotAuthorizedException: Refresh Token has expired"},
		"revoked":       {func(s *state) { s.w.must(s.w.revoke(s.refresh)) }, revoked},
		"signed out":    {func(s *state) { s.w.setUser(s.u, func(u *userpool.User) { u.SignOut(s.w.clock.Now()) }) }, revoked},
		"deleted":       {func(s *state) { s.w.must(s.w.pools.DeleteUser(s.w.t.Context(), s.u)) }, revoked},
		"disabled":      {func(s *state) { s.w.setUser(s.u, func(u *userpool.User) { u.Disabled = true }) }, "NotAuthorizedException: User is disabled."},
		"with a device": {func(s *state) {}, "ResourceNotFoundException: Device does not exist."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			s := &state{w: w, u: w.newUser("alice")}
			s.tokens = w.enter("alice")
			s.refresh = s.tokens.Refresh
			c.between(s)
			params := []string{"REFRESH_TOKEN", s.refresh}
			if name == "with a device" {
				params = append(params, "DEVICE_KEY", "k")
			}
			_, err := w.start("REFRESH_TOKEN_AUTH", params...)
			w.refused(err, c.want)
			if name == "with a device" {
				return
			}
			_, err = w.signin.Refresh(t.Context(), &cognitoidp.GetTokensFromRefreshTokenRequest{ClientId: &w.client.ID, RefreshToken: &s.refresh})
			w.refused(err, c.want)
		})
	}
}

func (w *world) revoke(refresh string) error {
	return w.signin.Revoke(w.t.Context(), &cognitoidp.RevokeTokenRequest{ClientId: &w.client.ID, Token: &refresh})
}

// Revoking ends a family: its refresh token, and its access tokens where AWS's own operations are concerned.
func TestRevoke(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.newUser("alice")
	first, other := w.enter("alice"), w.enter("alice")
	again, err := w.start("REFRESH_TOKEN_AUTH", "REFRESH_TOKEN", first.Refresh)
	w.must(err)
	for range 2 {
		w.must(w.revoke(first.Refresh))
	}
	for _, access := range []string{first.Access, again.Tokens.Access} {
		_, err = w.gate.Enter(t.Context(), access)
		w.refused(err, "NotAuthorizedException: Access Token has been revoked")
		if _, err := w.tokens.Verify(t.Context(), access, nil); err != nil {
			t.Errorf("by itself the token is still good: %v", err)
		}
	}
	if _, err := w.gate.Enter(t.Context(), other.Access); err != nil {
		t.Errorf("another sign-in: %v", err)
	}
	w.must(w.revoke("never.issued.at.all.x"))
	w.refused(w.revoke(first.Access), "UnsupportedTokenTypeException: Only refresh tokens can be revoked.")
	stranger := w.newClient(func(in *cognitoidp.CreateUserPoolClientRequest) { in.GenerateSecret = awsapi.Ptr(true) })
	for secret, want := range map[*string]string{
		nil: "UnauthorizedException: Invalid client secret.", awsapi.Ptr("x"): "UnauthorizedException: Invalid client secret.",
		&stranger.Secrets[0].Value: "UnauthorizedException: The refresh token was issued to another client.",
	} {
		err := w.signin.Revoke(t.Context(), &cognitoidp.RevokeTokenRequest{ClientId: &stranger.ID, ClientSecret: secret, Token: &other.Refresh})
		w.refused(err, want)
	}
	w.refused(w.signin.Revoke(t.Context(), &cognitoidp.RevokeTokenRequest{ClientId: awsapi.Ptr("nobody"), Token: &other.Refresh}), "UnauthorizedException: Invalid client.")
	w.setClient(func(c *userpool.Client) { c.Settings.EnableTokenRevocation = awsapi.Ptr(false) })
	w.refused(w.revoke(other.Refresh), "UnsupportedOperationException: Token revocation is not enabled for this client.")
	plain := w.enter("alice")
	for _, text := range []string{plain.Access, plain.ID} {
		if c := claims(t, text); c["jti"] != nil || c["origin_jti"] != nil {
			t.Errorf("claims %v", c)
		}
	}
	if _, err := w.gate.Enter(t.Context(), plain.Access); err != nil {
		t.Error(err)
	}
}

// Who signs in again after a sign-out is in, were it in the same second.
func TestSignOutAndInAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	u := w.newUser("alice")
	before := w.enter("alice")
	w.clock.Advance(5 * time.Millisecond)
	w.setUser(u, func(u *userpool.User) { u.SignOut(w.clock.Now()) })
	w.clock.Advance(5 * time.Millisecond)
	after := w.enter("alice")
	for text, want := range map[string]bool{before.Access: true, after.Access: false} {
		c, err := w.tokens.Verify(t.Context(), text, nil)
		w.must(err)
		if got, err := w.stores.families.Revoked(t.Context(), w.user(u), c); err != nil || got != want {
			t.Errorf("revoked is %t, %v; want %t", got, err, want)
		}
	}
	_, err := w.start("REFRESH_TOKEN_AUTH", "REFRESH_TOKEN", before.Refresh)
	w.refused(err, "NotAuthorizedException: Refresh Token has been revoked")
	_, err = w.start("REFRESH_TOKEN_AUTH", "REFRESH_TOKEN", after.Refresh)
	w.must(err)
}

func TestRotation(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.newUser("alice")
	w.setClient(func(c *userpool.Client) {
		c.Settings.RefreshTokenRotation = &cognitoidp.RefreshTokenRotationType{Feature: awsapi.Ptr("ENABLED"), RetryGracePeriodSeconds: awsapi.Ptr(int64(10))}
	})
	const reused = "RefreshTokenReuseException: Refresh token has been used already."
	renew := func(refresh string) (*token.Tokens, error) {
		return w.signin.Refresh(t.Context(), &cognitoidp.GetTokensFromRefreshTokenRequest{ClientId: &w.client.ID, RefreshToken: &refresh})
	}
	first := w.enter("alice")
	_, err := w.start("REFRESH_TOKEN_AUTH", "REFRESH_TOKEN", first.Refresh)
	w.refused(err, "NotAuthorizedException: Refresh token rotation is enabled for this client. Use GetTokensFromRefreshToken.")
	second, err := renew(first.Refresh)
	w.must(err)
	if second.Refresh == "" || second.Refresh == first.Refresh || claims(t, second.Access)["origin_jti"] != claims(t, first.Access)["origin_jti"] {
		t.Errorf("got %+v", second)
	}
	w.clock.Advance(10 * time.Second)
	retried, err := renew(first.Refresh) // within the grace period
	w.must(err)
	w.clock.Advance(time.Second)
	_, err = renew(first.Refresh)
	w.refused(err, reused)
	third, err := renew(retried.Refresh)
	w.must(err)
	w.clock.Advance(11 * time.Second)
	_, err = renew(second.Refresh)
	w.refused(err, reused) // the successor that was given first is the one that was given again
	_, err = renew(first.Refresh)
	w.refused(err, reused)
	w.clock.Advance(30*24*time.Hour - time.Minute)
	_, err = renew(third.Refresh)
	w.must(err)
	w.clock.Advance(time.Minute)
	_, err = renew(third.Refresh)
	w.refused(err, "NotAuthorizedException: Refresh Token has expired") // rotation does not prolong a sign-in
}

func TestRevokedFamilyDoesNotRotate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.newUser("alice")
	w.setClient(func(c *userpool.Client) {
		c.Settings.RefreshTokenRotation = &cognitoidp.RefreshTokenRotationType{Feature: awsapi.Ptr("ENABLED")}
	})
	first := w.enter("alice")
	second, err := w.signin.Renew(t.Context(), w.client, first.Refresh)
	w.must(err)
	_, err = w.signin.Renew(t.Context(), w.client, first.Refresh)
	w.refused(err, "RefreshTokenReuseException: Refresh token has been used already.") // no grace
	w.must(w.revoke(second.Refresh))
	for _, refresh := range []string{first.Refresh, second.Refresh} {
		_, err = w.signin.Renew(t.Context(), w.client, refresh)
		w.refused(err, "NotAuthorizedException: Refresh Token has been revoked")
	}
}

func TestRefreshAsksForTheSecret(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.newUser("alice")
	w.client = w.newClient(func(in *cognitoidp.CreateUserPoolClientRequest) { in.GenerateSecret = awsapi.Ptr(true) })
	secret := w.client.Secrets[0].Value
	out, err := w.start("USER_PASSWORD_AUTH", "USERNAME", "alice", "PASSWORD", right, "SECRET_HASH", userpool.SecretHash("alice", w.client.ID, secret))
	w.must(err)
	for sent, want := range map[*string]string{
		nil: "NotAuthorizedException: Invalid client secret.", awsapi.Ptr(""): "NotAuthorizedException: Invalid client secret.",
		awsapi.Ptr(secret + "x"): "NotAuthorizedException: Invalid client secret.", &secret: "no error",
	} {
		_, err := w.signin.Refresh(t.Context(), &cognitoidp.GetTokensFromRefreshTokenRequest{ClientId: &w.client.ID, ClientSecret: sent, RefreshToken: &out.Tokens.Refresh})
		w.refused(err, want)
	}
}

// What has ended by itself is forgotten, and nothing else.
func TestSweep(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	u := w.newUser("alice")
	ctx := t.Context()
	w.setClient(func(c *userpool.Client) { c.Settings.PreventUserExistenceErrors = awsapi.Ptr("ENABLED") })
	w.must(w.revoke(w.enter("alice").Refresh))
	_, err := w.srp("alice", right)
	w.must(err)
	_, err = w.srp("nobody", right)
	w.refused(err, wrong)
	w.offerApps()
	_, err = w.signin.Associate(ctx, w.pool, u)
	w.must(err)
	left := func() [4]int {
		t.Helper()
		return [4]int{
			count(t, w.stores.signin.Sessions), count(t, w.stores.signin.Failures),
			count(t, w.stores.signin.Enrolments), count(t, w.stores.families.Table),
		}
	}
	for _, step := range []struct {
		after time.Duration
		want  [4]int
	}{
		{0, [4]int{2, 1, 1, 1}}, {4 * time.Minute, [4]int{0, 1, 1, 1}}, {16 * time.Minute, [4]int{0, 0, 1, 1}},
		{25 * time.Hour, [4]int{0, 0, 0, 1}}, {32 * 24 * time.Hour, [4]int{}},
	} {
		w.must(w.signin.Sweep(ctx, w.clock.Now().Add(step.after)))
		if got := left(); got != step.want {
			t.Errorf("after %s: %v, want %v", step.after, got, step.want)
		}
	}
}

func count[T any](t testing.TB, table record.Table[T]) int {
	t.Helper()
	rows, err := table.List(t.Context(), record.Query{})
	if err != nil {
		t.Fatal(err)
	}
	return len(rows)
}
