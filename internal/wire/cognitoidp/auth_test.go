package cognitoidp_test

import (
	"crypto/rand"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	model "github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/message"
	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/core/userpool/access"
	"github.com/sallyport/sallyport/internal/core/userpool/factor"
	"github.com/sallyport/sallyport/internal/core/userpool/signin"
	"github.com/sallyport/sallyport/internal/core/userpool/signup"
	"github.com/sallyport/sallyport/internal/core/userpool/token"
	"github.com/sallyport/sallyport/internal/core/userpool/userpooltest"
	"github.com/sallyport/sallyport/internal/driver/keyring"
	"github.com/sallyport/sallyport/internal/driver/sqlite"
	"github.com/sallyport/sallyport/internal/wire/cognitoidp"
)

// newSignInStory is a story with people in it: everything that signs them in is there, and a clock to move.
func newSignInStory(t *testing.T) (*story, *userpooltest.Clock) {
	t.Helper()
	ring, err := keyring.Generate(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "data.db"), sqlite.Options{Sealer: ring, Synchronous: sqlite.Off})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	store := userpool.Store{
		Pools: table(t, db, userpool.PoolSpec()), Keys: table(t, db, userpool.KeySpec()),
		Clients: table(t, db, userpool.ClientSpec()), Servers: table(t, db, userpool.ServerSpec()),
		Domains: table(t, db, userpool.DomainSpec()), Groups: table(t, db, userpool.GroupSpec()),
		Users: table(t, db, userpool.UserSpec()), Members: table(t, db, userpool.MembershipSpec()), Tx: db, Changes: db,
	}
	pools, clock := userpooltest.New(store)
	snapshots, stop := token.NewSnapshots(store, token.Addresses{PublicURL: "https://auth.example"})
	t.Cleanup(stop)
	families := token.Families{Table: table(t, db, token.FamilySpec())}
	gate := &access.Gate{Pools: pools, Tokens: &token.Verifier{Snapshots: snapshots, Now: clock.Now}, Revocations: families}
	post := &message.Post{Courier: message.Outbox{Table: table(t, db, message.OutboxSpec)}, Now: clock.Now, Rand: rand.Reader}
	people := &signin.Service{
		Pools: pools, Sealer: ring, Shadow: make([]byte, 32), Now: clock.Now, Real: clock.Now, Rand: rand.Reader, Post: post,
		Store: signin.Store{
			Sessions: table(t, db, signin.SessionSpec()), Failures: table(t, db, signin.FailureSpec()),
			Enrolments: table(t, db, signin.EnrolmentSpec()),
		},
		Issuer: &token.Issuer{
			Minter: &token.Minter{Snapshots: snapshots, Signer: token.DirectSigner{}, Now: clock.Now, Rand: rand.Reader},
			Users:  pools, Families: families, Sealer: ring, Now: clock.Now, Rand: rand.Reader,
		},
	}
	api := &cognitoidp.API{Pools: pools, Users: &signup.Service{Pools: pools, Gate: gate}, SignIn: people}
	return &story{
		t: t, api: model.Guard(api, open{}), names: map[string]string{},
		ctx: awsapi.WithRequest(t.Context(), awsapi.Request{AccountID: "000000000000", Region: "eu-west-1"}),
	}, clock
}

// An invited user: first password, authenticator app, second factor, refresh, revocation.
func TestSignInFromInvitationToRevocation(t *testing.T) {
	t.Parallel()
	s, clock := newSignInStory(t)
	s.remember("POOL", s.must("CreateUserPool", `{"PoolName":"people"}`), "Id")
	s.must("SetUserPoolMfaConfig", `{"UserPoolId":"$POOL","MfaConfiguration":"OPTIONAL","SoftwareTokenMfaConfiguration":{"Enabled":true}}`)
	s.remember("CLIENT", s.must("CreateUserPoolClient", `{"UserPoolId":"$POOL","ClientName":"app","ExplicitAuthFlows":[
		"ALLOW_USER_PASSWORD_AUTH","ALLOW_ADMIN_USER_PASSWORD_AUTH","ALLOW_REFRESH_TOKEN_AUTH"]}`), "ClientId")
	s.must("AdminCreateUser", `{"UserPoolId":"$POOL","Username":"alice","TemporaryPassword":"Temp.0rary","MessageAction":"SUPPRESS"}`)
	asked := s.must("AdminInitiateAuth", `{"UserPoolId":"$POOL","ClientId":"$CLIENT","AuthFlow":"ADMIN_USER_PASSWORD_AUTH",
		"AuthParameters":{"USERNAME":"alice","PASSWORD":"Temp.0rary"}}`, `"ChallengeName":"NEW_PASSWORD_REQUIRED"`, `"requiredAttributes":"[]"`)
	s.remember("SESSION", asked, "Session")
	s.fails("RespondToAuthChallenge", `{"ClientId":"$CLIENT","ChallengeName":"NEW_PASSWORD_REQUIRED","Session":"$SESSION",
		"ChallengeResponses":{"USERNAME":"alice","NEW_PASSWORD":"short"}}`, "InvalidPasswordException: Password did not conform with policy: Password not long enough")
	got := s.must("AdminRespondToAuthChallenge", `{"UserPoolId":"$POOL","ClientId":"$CLIENT","ChallengeName":"NEW_PASSWORD_REQUIRED",
		"Session":"$SESSION","ChallengeResponses":{"USERNAME":"alice","NEW_PASSWORD":"My.0wn.password"}}`, `"TokenType":"Bearer"`, `"ExpiresIn":3600`)
	s.remember("ACCESS", got, "AccessToken")
	s.must("GetUser", `{"AccessToken":"$ACCESS"}`, `"Username":"alice"`)

	s.remember("SECRET", s.must("AssociateSoftwareToken", `{"AccessToken":"$ACCESS"}`), "SecretCode")
	s.fails("VerifySoftwareToken", `{"AccessToken":"$ACCESS","UserCode":"000000"}`, "EnableSoftwareTokenMFAException: Code mismatch")
	s.names["CODE"] = codeOf(t, s.names["SECRET"], clock)
	s.must("VerifySoftwareToken", `{"AccessToken":"$ACCESS","UserCode":"$CODE","FriendlyDeviceName":"phone"}`, `{"Status":"SUCCESS"}`)
	s.must("SetUserMFAPreference", `{"AccessToken":"$ACCESS","SoftwareTokenMfaSettings":{"Enabled":true,"PreferredMfa":true}}`, `{}`)
	clock.Advance(30 * time.Second)
	s.names["CODE"] = codeOf(t, s.names["SECRET"], clock)
	asked = s.must("InitiateAuth", `{"ClientId":"$CLIENT","AuthFlow":"USER_PASSWORD_AUTH",
		"AuthParameters":{"USERNAME":"alice","PASSWORD":"My.0wn.password"}}`, `"ChallengeName":"SOFTWARE_TOKEN_MFA"`, `"FRIENDLY_DEVICE_NAME":"phone"`)
	s.remember("SESSION", asked, "Session")
	got = s.must("RespondToAuthChallenge", `{"ClientId":"$CLIENT","ChallengeName":"SOFTWARE_TOKEN_MFA","Session":"$SESSION",
		"ChallengeResponses":{"USERNAME":"alice","SOFTWARE_TOKEN_MFA_CODE":"$CODE"}}`, `"IdToken":"`)
	s.remember("ACCESS", got, "AccessToken")
	s.remember("REFRESH", got, "RefreshToken")
	if out := s.must("GetTokensFromRefreshToken", `{"ClientId":"$CLIENT","RefreshToken":"$REFRESH"}`, `"AccessToken":"`); strings.Contains(out, "RefreshToken") {
		t.Errorf("got %s", out)
	}
	s.must("RevokeToken", `{"ClientId":"$CLIENT","Token":"$REFRESH"}`, `{}`)
	s.fails("GetUser", `{"AccessToken":"$ACCESS"}`, "NotAuthorizedException: Access Token has been revoked")
	s.fails("InitiateAuth", `{"ClientId":"$CLIENT","AuthFlow":"REFRESH_TOKEN_AUTH","AuthParameters":{"REFRESH_TOKEN":"$REFRESH"}}`,
		"NotAuthorizedException: Refresh Token has been revoked")
	s.must("AdminSetUserMFAPreference", `{"UserPoolId":"$POOL","Username":"alice","SoftwareTokenMfaSettings":{"Enabled":false}}`, `{}`)
	s.must("InitiateAuth", `{"ClientId":"$CLIENT","AuthFlow":"USER_PASSWORD_AUTH","AuthParameters":{"USERNAME":"alice","PASSWORD":"My.0wn.password"}}`, `"AccessToken":"`)
}

func codeOf(t *testing.T, secret string, clock *userpooltest.Clock) string {
	t.Helper()
	code, err := factor.Code(secret, clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// The setup that a pool demands before there is a token: the operations take the session in its place.
func TestMFASetupBySession(t *testing.T) {
	t.Parallel()
	s, clock := newSignInStory(t)
	s.remember("POOL", s.must("CreateUserPool", `{"PoolName":"people"}`), "Id")
	s.must("SetUserPoolMfaConfig", `{"UserPoolId":"$POOL","MfaConfiguration":"ON","SoftwareTokenMfaConfiguration":{"Enabled":true}}`)
	s.remember("CLIENT", s.must("CreateUserPoolClient", `{"UserPoolId":"$POOL","ClientName":"app","ExplicitAuthFlows":["USER_PASSWORD_AUTH"]}`), "ClientId")
	s.must("AdminCreateUser", `{"UserPoolId":"$POOL","Username":"alice","MessageAction":"SUPPRESS"}`)
	s.must("AdminSetUserPassword", `{"UserPoolId":"$POOL","Username":"alice","Password":"My.0wn.password","Permanent":true}`)
	s.remember("SESSION", s.must("InitiateAuth", `{"ClientId":"$CLIENT","AuthFlow":"USER_PASSWORD_AUTH",
		"AuthParameters":{"USERNAME":"alice","PASSWORD":"My.0wn.password"}}`, `"ChallengeName":"MFA_SETUP"`), "Session")
	drawn := s.must("AssociateSoftwareToken", `{"Session":"$SESSION"}`)
	s.remember("SECRET", drawn, "SecretCode")
	s.remember("SESSION", drawn, "Session")
	s.names["CODE"] = codeOf(t, s.names["SECRET"], clock)
	s.remember("SESSION", s.must("VerifySoftwareToken", `{"Session":"$SESSION","UserCode":"$CODE"}`, `"Status":"SUCCESS"`), "Session")
	s.must("RespondToAuthChallenge", `{"ClientId":"$CLIENT","ChallengeName":"MFA_SETUP","Session":"$SESSION","ChallengeResponses":{"USERNAME":"alice"}}`, `"AccessToken":"`)
	s.fails("AssociateSoftwareToken", `{}`, "NotAuthorizedException: Invalid Access Token")
	s.fails("SetUserMFAPreference", `{"AccessToken":"x"}`, "NotAuthorizedException: Invalid Access Token")
}
