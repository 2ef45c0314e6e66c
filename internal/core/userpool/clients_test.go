package userpool_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/core/userpool/userpooltest"
)

// told is the code and sentence that a caller gets.
func told(err error) string {
	if e := awsapi.AsException(err); e != nil {
		return e.Code + ": " + e.Message
	}
	return "no exception"
}

func TestClientRules(t *testing.T) {
	t.Parallel()
	s, _ := userpooltest.New(openStore(t))
	pool := userpooltest.Pool(t, s)
	userpooltest.Machine(t, s, pool, "weather/get")
	type request = cognitoidp.CreateUserPoolClientRequest
	person := func(r *request) {
		r.AllowedOAuthFlows, r.AllowedOAuthScopes = []string{"code"}, []string{"openid"}
		r.CallbackURLs, r.GenerateSecret = []string{"https://app.example/"}, nil
	}
	callback := func(url string) func(*request) {
		return func(r *request) { person(r); r.CallbackURLs = []string{url} }
	}
	validity := func(n int64, unit string) func(*request) {
		return func(r *request) {
			r.AccessTokenValidity, r.TokenValidityUnits = &n, &cognitoidp.TokenValidityUnitsType{AccessToken: &unit}
		}
	}
	refresh := func(n int64, unit string) func(*request) {
		return func(r *request) {
			r.RefreshTokenValidity, r.TokenValidityUnits = &n, &cognitoidp.TokenValidityUnitsType{RefreshToken: &unit}
		}
	}
	const range_ = "InvalidParameterException: Invalid range for token validity."
	for name, c := range map[string]struct {
		change func(*request)
		want   string // "" is success
	}{
		"machine":                  {func(*request) {}, ""},
		"person":                   {person, ""},
		"machine without a secret": {func(r *request) { r.GenerateSecret = nil }, "InvalidOAuthFlowException: client_credentials flow can not be selected if client does not have a client secret."},
		"machine and person":       {func(r *request) { r.AllowedOAuthFlows = []string{"client_credentials", "code"} }, "InvalidOAuthFlowException: client_credentials flow can not be selected along with code flow or implicit flow."},
		"machine and implicit":     {func(r *request) { r.AllowedOAuthFlows = []string{"implicit", "client_credentials"} }, "InvalidOAuthFlowException: client_credentials flow can not be selected along with code flow or implicit flow."},
		"OAuth without flows":      {func(r *request) { r.AllowedOAuthFlows = nil }, "InvalidParameterException: AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows."},
		"OAuth without scopes":     {func(r *request) { r.AllowedOAuthScopes = nil }, "InvalidParameterException: AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows."},
		"unknown scope":            {func(r *request) { r.AllowedOAuthScopes = []string{"weather/put"} }, "ScopeDoesNotExistException: Invalid scope requested: weather/put"},
		"scope without its server": {func(r *request) { r.AllowedOAuthScopes = []string{"get"} }, "ScopeDoesNotExistException: Invalid scope requested: get"},
		"no callback":              {func(r *request) { person(r); r.CallbackURLs = nil }, "InvalidOAuthFlowException: CallbackUrls can not be empty when code flow or implicit flow is selected"},
		"callback on loopback":     {callback("http://localhost:8080/x"), ""},
		"callback on ::1":          {callback("http://[::1]:8080/x"), ""},
		"callback into an app":     {callback("myapp://callback"), ""},
		"callback in the clear":    {callback("http://app.example/"), "InvalidParameterException: http://app.example/ is not a valid callback URL."},
		"callback like loopback":   {callback("http://localhost.evil.example/"), "InvalidParameterException: http://localhost.evil.example/ is not a valid callback URL."},
		"callback relative":        {callback("/done"), "InvalidParameterException: /done is not a valid callback URL."},
		"callback with fragment":   {callback("https://app.example/#x"), "InvalidParameterException: https://app.example/#x is not a valid callback URL."},
		"callback, empty fragment": {callback("https://app.example/#"), "InvalidParameterException: https://app.example/# is not a valid callback URL."},
		"callback without host":    {callback("https:done"), "InvalidParameterException: https:done is not a valid callback URL."},
		"callback a script":        {callback("JavaScript:alert(1)"), "InvalidParameterException: JavaScript:alert(1) is not a valid callback URL."},
		"logout in the clear":      {func(r *request) { person(r); r.LogoutURLs = []string{"http://a.example"} }, "InvalidParameterException: http://a.example is not a valid logout URL."},
		"default not a callback":   {func(r *request) { person(r); r.DefaultRedirectURI = awsapi.Ptr("https://b.example/") }, "InvalidParameterException: DefaultRedirectURI must be one of the CallbackURLs."},
		"flows mixed":              {func(r *request) { r.ExplicitAuthFlows = []string{"ALLOW_CUSTOM_AUTH", "ADMIN_NO_SRP_AUTH"} }, "InvalidParameterException: ExplicitAuthFlows cannot mix values with and without the prefix ALLOW_."},
		"old flows":                {func(r *request) { r.ExplicitAuthFlows = []string{"ADMIN_NO_SRP_AUTH", "USER_PASSWORD_AUTH"} }, ""},
		"5 minutes":                {validity(5, "minutes"), ""},
		"below 5 minutes":          {validity(299, "seconds"), range_},
		"a day":                    {validity(24, "hours"), ""},
		"over a day":               {validity(86401, "seconds"), range_},
		"two days":                 {validity(2, "days"), range_},
		"days without end":         {validity(1<<62, "days"), range_},
		"zero":                     {validity(0, "minutes"), range_},
		"refresh for an hour":      {refresh(60, "minutes"), ""},
		"refresh below an hour":    {refresh(59, "minutes"), range_},
		"refresh for ten years":    {refresh(3650, "days"), ""},
		"refresh for longer":       {refresh(3651, "days"), range_},
		"reads what is not there":  {func(r *request) { r.ReadAttributes = []string{"custom:x"} }, "InvalidParameterException: Invalid read attributes specified while creating a client"},
		"writes what is not there": {func(r *request) { r.WriteAttributes = []string{"x"} }, "InvalidParameterException: Invalid write attributes specified while creating a client"},
		"provider not there":       {func(r *request) { r.SupportedIdentityProviders = []string{"COGNITO", "Google"} }, "InvalidParameterException: The provider Google does not exist for User Pool " + pool + "."},
		"pool not there":           {func(r *request) { r.UserPoolId = awsapi.Ptr("eu-west-1_nothing00") }, "ResourceNotFoundException: User pool eu-west-1_nothing00 does not exist."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := userpooltest.MachineRequest(pool, "weather/get")
			c.change(in)
			made, err := s.CreateClient(t.Context(), userpooltest.Home, in)
			if c.want != "" {
				if made != nil || told(err) != c.want {
					t.Fatalf("got %+v, %s\nwant %s", made, told(err), c.want)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if wants := awsapi.Val(in.GenerateSecret); wants != (made.ClientSecret != nil) {
				t.Errorf("secret asked for: %v, got: %v", wants, made.ClientSecret != nil)
			}
		})
	}
}

// An update says everything: what it leaves out goes back to its default, and the secret stays.
func TestUpdateClientResets(t *testing.T) {
	t.Parallel()
	s, clock := userpooltest.New(openStore(t))
	pool := userpooltest.Pool(t, s)
	client := userpooltest.Machine(t, s, pool, "weather/get")
	clock.Advance(1e9)
	got, err := s.UpdateClient(t.Context(), userpooltest.Home, &cognitoidp.UpdateUserPoolClientRequest{
		UserPoolId: &pool, ClientId: &client.ID, EnableTokenRevocation: awsapi.Ptr(false),
	})
	if err != nil {
		t.Fatal(err)
	}
	want := &cognitoidp.UserPoolClientType{
		UserPoolId: &pool, ClientId: &client.ID, ClientName: awsapi.Ptr("machine"), ClientSecret: &client.Secrets[0].Value,
		CreationDate: client.Settings.CreationDate, LastModifiedDate: awsapi.Ptr(client.Settings.CreationDate.Add(1e9)),
		RefreshTokenValidity: awsapi.Ptr(int64(30)), TokenValidityUnits: &cognitoidp.TokenValidityUnitsType{},
		AllowedOAuthFlowsUserPoolClient: awsapi.Ptr(false), EnableTokenRevocation: awsapi.Ptr(false),
		EnablePropagateAdditionalUserContextData: awsapi.Ptr(false), AuthSessionValidity: awsapi.Ptr(int64(3)),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	described, err := s.DescribeClient(t.Context(), userpooltest.Home, pool, client.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, described); diff != "" {
		t.Errorf("stored otherwise: %s", diff)
	}
	// A refused update changes nothing.
	_, err = s.UpdateClient(t.Context(), userpooltest.Home, &cognitoidp.UpdateUserPoolClientRequest{
		UserPoolId: &pool, ClientId: &client.ID, AllowedOAuthScopes: []string{"no/such"},
	})
	if !strings.HasPrefix(told(err), "ScopeDoesNotExistException") {
		t.Errorf("got %v", err)
	}
	if again, _ := s.DescribeClient(t.Context(), userpooltest.Home, pool, client.ID); cmp.Diff(want, again) != "" {
		t.Error("a refused update was stored")
	}
}

func TestClientsBelongToTheirPool(t *testing.T) {
	t.Parallel()
	s, _ := userpooltest.New(openStore(t))
	pool, other := userpooltest.Pool(t, s), userpooltest.Pool(t, s)
	client := userpooltest.Machine(t, s, pool, "weather/get")
	want := "ResourceNotFoundException: User pool client " + client.ID + " does not exist."
	ctx := t.Context()
	if _, err := s.DescribeClient(ctx, userpooltest.Home, other, client.ID); told(err) != want {
		t.Errorf("described: %v", err)
	}
	if err := s.DeleteClient(ctx, userpooltest.Home, other, client.ID); told(err) != want {
		t.Errorf("deleted: %v", err)
	}
	_, err := s.UpdateClient(ctx, userpooltest.Home, &cognitoidp.UpdateUserPoolClientRequest{UserPoolId: &other, ClientId: &client.ID})
	if told(err) != want {
		t.Errorf("updated: %v", err)
	}
	if err := s.DeleteClient(ctx, userpooltest.Home, pool, client.ID); err != nil {
		t.Fatal(err)
	}
	if err := s.DeleteClient(ctx, userpooltest.Home, pool, client.ID); told(err) != want {
		t.Errorf("deleted twice: %v", err)
	}
}

func TestLifetimes(t *testing.T) {
	t.Parallel()
	n := func(v int64) *int64 { return &v }
	c := &userpool.Client{}
	c.Settings.TokenValidityUnits = &cognitoidp.TokenValidityUnitsType{AccessToken: awsapi.Ptr("seconds"), RefreshToken: awsapi.Ptr("hours")}
	c.Settings.AccessTokenValidity, c.Settings.IdTokenValidity, c.Settings.RefreshTokenValidity = n(600), n(2), n(5)
	got := []string{c.AccessTokenLifetime().String(), c.IDTokenLifetime().String(), c.RefreshTokenLifetime().String()}
	if diff := cmp.Diff([]string{"10m0s", "2h0m0s", "5h0m0s"}, got); diff != "" {
		t.Error(diff)
	}
	c = &userpool.Client{}
	got = []string{c.AccessTokenLifetime().String(), c.IDTokenLifetime().String(), c.RefreshTokenLifetime().String()}
	if diff := cmp.Diff([]string{"1h0m0s", "1h0m0s", "720h0m0s"}, got); diff != "" {
		t.Error(diff)
	}
}
