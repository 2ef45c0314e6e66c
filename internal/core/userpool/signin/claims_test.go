package signin_test

import (
	"encoding/base64"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/core/userpool/token"
	"github.com/sallyport/sallyport/internal/core/userpool/userpooltest"
)

var uuid = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)

// payload is a token's claims as they are written, with names in the place of what is drawn.
func (w *world) payload(text string, u *userpool.User) string {
	w.t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(strings.Split(text, ".")[1])
	w.must(err)
	named := strings.NewReplacer(u.Sub, "SUB", w.pool.ID, "POOL", w.client.ID, "CLIENT").Replace(string(raw))
	return uuid.ReplaceAllString(named, "UUID")
}

func (w *world) group(name string, u *userpool.User, precedence int64, role string) {
	w.t.Helper()
	in := &cognitoidp.CreateGroupRequest{UserPoolId: &w.pool.ID, GroupName: &name}
	if precedence >= 0 {
		in.Precedence = &precedence
	}
	if role != "" {
		in.RoleArn = &role
	}
	_, err := w.pools.CreateGroup(w.t.Context(), userpooltest.Home, in)
	w.must(err)
	w.must(w.pools.AddToGroup(w.t.Context(), userpooltest.Home, w.pool.ID, u.Username, name))
}

func TestClaims(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	u := w.newUser("alice", "email", "a@example.com", "email_verified", "true", "name", "A \"B\"", "phone_number", "+14325551234",
		"phone_number_verified", "false", "updated_at", "1700000000", "address", "Here\n1", "custom:team", "x", "dev:custom:secret", "y")
	got := w.enter("alice")
	const times = `"auth_time":1767323045,"exp":1767326645,"iat":1767323045,"jti":"UUID"`
	for what, c := range map[string][2]string{
		"access": {w.payload(got.Access, u), `{"sub":"SUB","iss":"https://auth.example/POOL","client_id":"CLIENT","origin_jti":"UUID",` +
			`"event_id":"UUID","token_use":"access","scope":"aws.cognito.signin.user.admin",` + times + `,"username":"alice"}`},
		"ID": {w.payload(got.ID, u), `{"sub":"SUB","email_verified":true,"iss":"https://auth.example/POOL","phone_number_verified":false,` +
			`"cognito:username":"alice","name":"A \"B\"","updated_at":1700000000,"address":{"formatted":"Here\u000a1"},"origin_jti":"UUID",` +
			`"aud":"CLIENT","event_id":"UUID","token_use":"id",` + times + `,"phone_number":"+14325551234","email":"a@example.com"}`},
	} {
		if diff := cmp.Diff(c[1], c[0]); diff != "" {
			t.Errorf("%s token:\n%s", what, diff)
		}
	}
	w.group("plain", u, -1, "")
	w.group("late", u, 9, "arn:late")
	w.group("early", u, 1, "arn:early")
	w.setClient(func(c *userpool.Client) {
		c.Settings.ReadAttributes = []string{"custom:team", "email"}
		c.Settings.EnableTokenRevocation = awsapi.Ptr(false)
	})
	got = w.enter("alice")
	want := `{"sub":"SUB","cognito:groups":["early","late","plain"],"cognito:preferred_role":"arn:early",` +
		`"iss":"https://auth.example/POOL","cognito:username":"alice","custom:team":"x","cognito:roles":["arn:early","arn:late"],` +
		`"aud":"CLIENT","event_id":"UUID","token_use":"id","auth_time":1767323045,"exp":1767326645,"iat":1767323045,"email":"a@example.com"}`
	if diff := cmp.Diff(want, w.payload(got.ID, u)); diff != "" {
		t.Errorf("ID token:\n%s", diff)
	}
	if text := w.payload(got.Access, u); !strings.HasPrefix(text, `{"sub":"SUB","cognito:groups":["early","late","plain"],"iss":`) || strings.Contains(text, "jti") {
		t.Errorf("access token %s", text)
	}
}

func TestPreferredRole(t *testing.T) {
	t.Parallel()
	type group struct {
		precedence int64
		role       string
	}
	for name, c := range map[string]struct {
		groups    []group
		preferred any
	}{
		"no role":                {[]group{{1, ""}}, nil},
		"one":                    {[]group{{-1, "arn:a"}}, "arn:a"},
		"tie of the same":        {[]group{{1, "arn:a"}, {1, "arn:a"}}, "arn:a"},
		"tie of two":             {[]group{{1, "arn:a"}, {1, "arn:b"}}, nil},
		"tie behind":             {[]group{{0, "arn:a"}, {1, "arn:b"}, {1, "arn:c"}}, "arn:a"},
		"none comes last":        {[]group{{-1, "arn:a"}, {7, "arn:b"}}, "arn:b"},
		"two without precedence": {[]group{{-1, "arn:a"}, {-1, "arn:b"}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			u := w.newUser("alice")
			for i, g := range c.groups {
				w.group(string(rune('a'+i)), u, g.precedence, g.role)
			}
			if got := claims(t, w.enter("alice").ID)["cognito:preferred_role"]; got != c.preferred {
				t.Errorf("got %v, want %v", got, c.preferred)
			}
		})
	}
}

// What a pool's domain grants says so, and binds the ID token to the access token.
func TestOAuthClaims(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	u := w.newUser("alice")
	got, err := w.signin.Issuer.Issue(t.Context(), w.client, u, token.Grant{OAuth: true, Scopes: []string{"openid", "email"}, Nonce: "n"})
	w.must(err)
	access, id := claims(t, got.Access), claims(t, got.ID)
	if access["version"] != 2.0 || access["scope"] != "openid email" || id["nonce"] != "n" || len(id["at_hash"].(string)) != 22 || access["event_id"] == "" {
		t.Errorf("access %v\nid %v", access, id)
	}
	_, err = w.gate.Enter(t.Context(), got.Access)
	w.refused(err, "NotAuthorizedException: Access Token does not have required scopes")
	_, err = w.gate.Enter(t.Context(), got.ID)
	w.refused(err, "NotAuthorizedException: Invalid Access Token")
}
