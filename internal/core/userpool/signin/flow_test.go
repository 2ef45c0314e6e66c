package signin_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/core/userpool/signin"
	"github.com/sallyport/sallyport/internal/core/userpool/trigger"
	"github.com/sallyport/sallyport/internal/core/userpool/userpooltest"
)

func TestWhichFlows(t *testing.T) {
	t.Parallel()
	const (
		srpOff      = "InvalidParameterException: USER_SRP_AUTH is not enabled for the client."
		passwordOff = "InvalidParameterException: USER_PASSWORD_AUTH flow not enabled for this client"
		off         = "InvalidParameterException: Auth flow not enabled for this client"
		invalid     = "NotAuthorizedException: Invalid Refresh Token"
		on          = "UserNotFoundException: User does not exist."
	)
	w := newWorld(t)
	for name, c := range map[string]struct {
		list                          []string
		srp, password, admin, refresh string
	}{
		"nothing said":     {nil, on, passwordOff, off, invalid},
		"all":              {everyFlow, on, on, on, invalid},
		"SRP":              {[]string{"ALLOW_USER_SRP_AUTH"}, on, passwordOff, off, off},
		"refresh":          {[]string{"ALLOW_REFRESH_TOKEN_AUTH"}, srpOff, passwordOff, off, invalid},
		"password":         {[]string{"ALLOW_USER_PASSWORD_AUTH"}, srpOff, on, off, off},
		"admin":            {[]string{"ALLOW_ADMIN_USER_PASSWORD_AUTH"}, srpOff, passwordOff, on, off},
		"another":          {[]string{"ALLOW_CUSTOM_AUTH"}, srpOff, passwordOff, off, off},
		"old password":     {[]string{"USER_PASSWORD_AUTH"}, on, on, off, invalid},
		"old admin":        {[]string{"ADMIN_NO_SRP_AUTH"}, on, passwordOff, on, invalid},
		"old, custom only": {[]string{"CUSTOM_AUTH_FLOW_ONLY"}, srpOff, passwordOff, off, invalid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			one := *w
			one.t = t
			one.client = w.newClient(func(in *cognitoidp.CreateUserPoolClientRequest) { in.ExplicitAuthFlows = c.list })
			_, err := one.start("USER_SRP_AUTH", "USERNAME", "nobody", "SRP_A", "2")
			one.refused(err, c.srp)
			_, err = one.start("USER_PASSWORD_AUTH", "USERNAME", "nobody", "PASSWORD", right)
			one.refused(err, c.password)
			for _, flow := range []string{"ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"} {
				_, err = one.adminStart(flow, "USERNAME", "nobody", "PASSWORD", right)
				one.refused(err, c.admin)
			}
			for _, flow := range []string{"REFRESH_TOKEN_AUTH", "REFRESH_TOKEN"} {
				_, err = one.start(flow, "REFRESH_TOKEN", "x")
				one.refused(err, c.refresh)
			}
		})
	}
}

func TestStartRefusals(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.newUser("alice")
	other := userpooltest.Pool(t, w.pools)
	for name, c := range map[string]struct {
		request signin.Request
		want    string
	}{
		"unknown client":      {signin.Request{ClientID: "nobody", Flow: "USER_SRP_AUTH"}, "ResourceNotFoundException: User pool client nobody does not exist."},
		"admin flow, alone":   {signin.Request{Flow: "ADMIN_NO_SRP_AUTH"}, "InvalidParameterException: Initiate Auth method not supported."},
		"custom":              {signin.Request{Flow: "CUSTOM_AUTH"}, "NotImplemented: Sallyport does not serve the authentication flow CUSTOM_AUTH."},
		"choice":              {signin.Request{Flow: "USER_AUTH"}, "NotImplemented: Sallyport does not serve the authentication flow USER_AUTH."},
		"no such flow":        {signin.Request{Flow: "MAGIC"}, "InvalidParameterException: Unsupported authentication flow MAGIC"},
		"no name":             {signin.Request{Flow: "USER_SRP_AUTH", Params: pairs([]string{"SRP_A", "2"})}, "InvalidParameterException: Missing required parameter USERNAME"},
		"no A":                {signin.Request{Flow: "USER_SRP_AUTH", Params: pairs([]string{"USERNAME", "a"})}, "InvalidParameterException: Missing required parameter SRP_A"},
		"no password":         {signin.Request{Flow: "USER_PASSWORD_AUTH", Params: pairs([]string{"USERNAME", "a"})}, "InvalidParameterException: Missing required parameter PASSWORD"},
		"no refresh token":    {signin.Request{Flow: "REFRESH_TOKEN_AUTH"}, "InvalidParameterException: Missing required parameter REFRESH_TOKEN"},
		"hash for a public":   {signin.Request{Flow: "USER_PASSWORD_AUTH", Params: pairs([]string{"USERNAME", "alice", "PASSWORD", right, "SECRET_HASH", "x"})}, "NotAuthorizedException: Client CLIENT is not configured for secret but secret hash was received"},
		"a device":            {signin.Request{Flow: "USER_PASSWORD_AUTH", Params: pairs([]string{"USERNAME", "alice", "PASSWORD", right, "DEVICE_KEY", "k"})}, "ResourceNotFoundException: Device does not exist."},
		"wrong password":      {signin.Request{Flow: "USER_PASSWORD_AUTH", Params: pairs([]string{"USERNAME", "alice", "PASSWORD", "wrong"})}, wrong},
		"name in other case":  {signin.Request{Flow: "USER_PASSWORD_AUTH", Params: pairs([]string{"USERNAME", "Alice", "PASSWORD", right})}, "UserNotFoundException: User does not exist."},
		"admin of other pool": {signin.Request{Admin: &signin.Admin{Home: userpooltest.Home, PoolID: other}, Flow: "ADMIN_NO_SRP_AUTH"}, "ResourceNotFoundException: User pool client CLIENT does not exist."},
		"admin elsewhere":     {signin.Request{Admin: &signin.Admin{PoolID: w.pool.ID}, Flow: "ADMIN_NO_SRP_AUTH"}, "ResourceNotFoundException: User pool POOL does not exist."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if c.request.ClientID == "" {
				c.request.ClientID = w.client.ID
			}
			_, err := w.signin.Start(t.Context(), c.request)
			want := strings.NewReplacer("CLIENT", w.client.ID, "POOL", w.pool.ID).Replace(c.want)
			if told(err) != want {
				t.Errorf("got %s, want %s", told(err), want)
			}
		})
	}
}

func TestAnswerRefusals(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, name := range []string{"CUSTOM_CHALLENGE", "DEVICE_SRP_AUTH", "DEVICE_PASSWORD_VERIFIER", "EMAIL_OTP", "SMS_OTP", "SELECT_CHALLENGE", "WEB_AUTHN", "PASSWORD", "PASSWORD_SRP", "ADMIN_NO_SRP_AUTH"} {
		_, err := w.answer(name, "s", "USERNAME", "alice")
		w.refused(err, "NotImplemented: Sallyport does not serve the challenge "+name+".")
	}
	for name, response := range map[string]string{"NEW_PASSWORD_REQUIRED": "NEW_PASSWORD", "SMS_MFA": "SMS_MFA_CODE", "SOFTWARE_TOKEN_MFA": "SOFTWARE_TOKEN_MFA_CODE", "SELECT_MFA_TYPE": "ANSWER"} {
		_, err := w.answer(name, "s", "USERNAME", "alice")
		w.refused(err, "InvalidParameterException: Missing required parameter "+response)
		for _, session := range []string{"", "s", "!", strings.Repeat("A", 400)} {
			_, err = w.answer(name, session, "USERNAME", "alice", response, "x")
			w.refused(err, badSession)
		}
	}
}

func TestSecretHash(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.newUser("alice")
	w.client = w.newClient(func(in *cognitoidp.CreateUserPoolClientRequest) { in.GenerateSecret = awsapi.Ptr(true) })
	hash := func(name string) string { return userpool.SecretHash(name, w.client.ID, w.client.Secrets[0].Value) }
	missing := "NotAuthorizedException: Client " + w.client.ID + " is configured with secret but SECRET_HASH was not received"
	unable := "NotAuthorizedException: Unable to verify secret hash for client " + w.client.ID
	for _, name := range []string{"alice", "nobody"} { // judged before the user is looked for
		_, err := w.start("USER_PASSWORD_AUTH", "USERNAME", name, "PASSWORD", right)
		w.refused(err, missing)
		_, err = w.start("USER_PASSWORD_AUTH", "USERNAME", name, "PASSWORD", right, "SECRET_HASH", hash("bob"))
		w.refused(err, unable)
		_, err = w.start("USER_PASSWORD_AUTH", "USERNAME", name, "PASSWORD", right, "SECRET_HASH", "")
		w.refused(err, unable)
	}
	out, err := w.start("USER_PASSWORD_AUTH", "USERNAME", "alice", "PASSWORD", right, "SECRET_HASH", hash("alice"))
	w.must(err)
	_, err = w.start("REFRESH_TOKEN_AUTH", "REFRESH_TOKEN", out.Tokens.Refresh)
	w.refused(err, missing)
	_, err = w.start("REFRESH_TOKEN_AUTH", "REFRESH_TOKEN", out.Tokens.Refresh, "SECRET_HASH", hash("bob"))
	w.refused(err, unable)
	_, err = w.start("REFRESH_TOKEN_AUTH", "REFRESH_TOKEN", out.Tokens.Refresh, "SECRET_HASH", hash("alice"))
	w.must(err)

	c := newSRPClient(w.pool.SRPName(), right)
	began, err := w.start("USER_SRP_AUTH", "USERNAME", "alice", "SRP_A", c.bigA.Text(16), "SECRET_HASH", hash("alice"))
	w.must(err)
	responses := c.responses(began, w.real.Now())
	_, err = w.answer("PASSWORD_VERIFIER", "", responses...)
	w.refused(err, missing)
	_, err = w.answer("PASSWORD_VERIFIER", "", append(responses, "SECRET_HASH", hash("bob"))...)
	w.refused(err, unable)
	_, err = w.answer("PASSWORD_VERIFIER", "", append(responses, "SECRET_HASH", hash("alice"))...)
	w.must(err)
}

func TestPasswordFlows(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	u := w.newUser("alice")
	for _, start := range []func(string, ...string) (*signin.Outcome, error){w.start, w.adminStart} {
		out, err := start("USER_PASSWORD_AUTH", "USERNAME", "alice", "PASSWORD", right)
		w.must(err)
		if out.Challenge != "" || out.Session != "" || out.Tokens.Refresh == "" || len(out.Params) != 0 || out.Params == nil {
			t.Errorf("got %+v", out)
		}
	}
	out, err := w.adminStart("ADMIN_NO_SRP_AUTH", "USERNAME", u.Sub, "PASSWORD", right)
	w.must(err)
	if _, err := w.gate.Enter(t.Context(), out.Tokens.Access); err != nil {
		t.Error(err)
	}
	for status, want := range map[userpool.Status]string{
		userpool.Unconfirmed:   "UserNotConfirmedException: User is not confirmed.",
		userpool.ResetRequired: "PasswordResetRequiredException: Password reset required for the user",
	} {
		w.setUser(u, func(u *userpool.User) { u.Status = status })
		_, err := w.start("USER_PASSWORD_AUTH", "USERNAME", "alice", "PASSWORD", right)
		w.refused(err, want)
		_, err = w.start("USER_PASSWORD_AUTH", "USERNAME", "alice", "PASSWORD", "wrong")
		w.refused(err, wrong)
	}
	w.setUser(u, func(u *userpool.User) { u.Status, u.Disabled = userpool.Confirmed, true })
	_, err = w.start("USER_PASSWORD_AUTH", "USERNAME", "alice", "PASSWORD", right)
	w.refused(err, "NotAuthorizedException: User is disabled.")
}

func TestLock(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	u := w.newUser("alice")
	try := func(password string) string {
		_, err := w.start("USER_PASSWORD_AUTH", "USERNAME", "alice", "PASSWORD", password)
		return told(err)
	}
	fails := func(n int) {
		t.Helper()
		for range n {
			if got := try("wrong"); got != wrong {
				t.Fatalf("got %s", got)
			}
		}
	}
	fails(4)
	if got := try(right); got != "no error" {
		t.Fatalf("after four: %s", got)
	}
	fails(5) // the right one has reset the count
	for lock := time.Second; lock <= 512*time.Second; lock *= 2 {
		if got := try(right); got != lockedOut {
			t.Fatalf("lock of %s: %s", lock, got)
		}
		w.clock.Advance(lock - time.Millisecond)
		if got := try("wrong"); got != lockedOut {
			t.Fatalf("end of %s: %s", lock, got)
		}
		w.clock.Advance(time.Millisecond)
		fails(1) // trying during the lock did not prolong it
	}
	if got := w.user(u).Attempts.Locked.Sub(w.clock.Now()); got != 15*time.Minute {
		t.Errorf("the longest lock is %s", got)
	}
	w.clock.Advance(15 * time.Minute)
	fails(1)
	w.clock.Advance(15*time.Minute + 1)
	fails(4) // forgiven by time
	if got := try(right); got != "no error" || w.user(u).Attempts.Failed != 0 {
		t.Errorf("at last: %s, %+v", got, w.user(u).Attempts)
	}
	if !w.user(u).Modified.Equal(u.Modified) {
		t.Error("wrong passwords count as a change of the user")
	}
}

// functions answer as the test says.
type functions func(event string) (string, error)

func (f functions) Invoke(_ context.Context, _ *userpool.Pool, _ string, event []byte) ([]byte, error) {
	out, err := f(string(event))
	return []byte(out), err
}

func TestTriggers(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(p *cognitoidp.UserPoolType) {
		p.LambdaConfig = &cognitoidp.LambdaConfigType{PreAuthentication: awsapi.Ptr("arn:pre"), PostAuthentication: awsapi.Ptr("arn:post")}
	})
	w.newUser("alice", "email", "a@example.com")
	_, err := w.srp("alice", right)
	w.refused(err, "UnexpectedLambdaException: PreAuthentication invocation failed due to error ResourceNotFoundException.")
	var events []string
	refuse := ""
	w.signin.Triggers = trigger.Runner{Invoker: functions(func(event string) (string, error) {
		_, source, _ := strings.Cut(event, `"triggerSource":"`)
		source, _, _ = strings.Cut(source, `"`)
		events = append(events, source)
		if source == refuse {
			return "", &trigger.FunctionError{Message: "not today"}
		}
		if !strings.Contains(event, `"email":"a@example.com"`) {
			return "", errors.New("no attributes")
		}
		return `{"response":{}}`, nil
	})}
	_, err = w.srp("alice", right)
	w.must(err)
	if want := []string{"PreAuthentication_Authentication", "PostAuthentication_Authentication"}; !slices.Equal(events, want) {
		t.Errorf("events %v", events)
	}
	refuse = "PreAuthentication_Authentication"
	_, err = w.srp("alice", right)
	w.refused(err, "UserLambdaValidationException: PreAuthentication failed with error not today.")
	refuse = "PostAuthentication_Authentication"
	_, err = w.start("USER_PASSWORD_AUTH", "USERNAME", "alice", "PASSWORD", right)
	w.refused(err, "UserLambdaValidationException: PostAuthentication failed with error not today.")
}

// What a function would take out of tokens must not be in them because nobody calls it.
func TestUnservedTriggers(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]*cognitoidp.LambdaConfigType{
		"PreTokenGeneration": {PreTokenGeneration: awsapi.Ptr("arn:f")}, "UserMigration": {UserMigration: awsapi.Ptr("arn:f")},
	} {
		w := newWorld(t)
		w.newUser("alice")
		refresh := w.enter("alice").Refresh
		_, err := w.pools.Store.Pools.Update(t.Context(), w.pool.ID, func(p *userpool.Pool) error { p.Settings.LambdaConfig = config; return nil })
		w.must(err)
		want := "NotImplemented: Sallyport does not serve sign-in to a user pool with the trigger " + name + "."
		_, err = w.srp("alice", right)
		w.refused(err, want)
		_, err = w.start("USER_PASSWORD_AUTH", "USERNAME", "alice", "PASSWORD", right)
		w.refused(err, want)
		_, err = w.start("REFRESH_TOKEN_AUTH", "REFRESH_TOKEN", refresh)
		w.refused(err, want)
		_, err = w.signin.Refresh(t.Context(), &cognitoidp.GetTokensFromRefreshTokenRequest{ClientId: &w.client.ID, RefreshToken: &refresh})
		w.refused(err, want)
	}
}
