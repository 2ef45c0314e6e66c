package userpool_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/userpool/userpooltest"
)

var update = flag.Bool("update", false, "write the golden files anew")

var drawn = []struct {
	pattern *regexp.Regexp
	name    string
}{
	{regexp.MustCompile(`eu-west-1_[0-9A-Za-z]{9}`), "POOL"},
	{regexp.MustCompile(`"[0-9a-z]{26}"`), `"CLIENT"`},
	{regexp.MustCompile(`"[0-9a-z]{52}"`), `"SECRET"`},
}

// golden compares a document with the one in testdata, after naming what was drawn by chance.
func golden(t *testing.T, name string, got any) {
	t.Helper()
	text, err := json.MarshalIndent(got, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	text = append(text, '\n')
	for _, d := range drawn {
		text = d.pattern.ReplaceAll(text, []byte(d.name))
	}
	path := filepath.Join("testdata", name+".json")
	if *update {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(text)); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", path, diff)
	}
}

func TestPoolDocuments(t *testing.T) {
	t.Parallel()
	s, _ := userpooltest.New(openStore(t))
	for name, in := range map[string]*cognitoidp.CreateUserPoolRequest{
		"pool-default": {PoolName: awsapi.Ptr("weather")},
		"pool-by-email": {
			PoolName: awsapi.Ptr("weather"), UsernameAttributes: []string{"email"}, AutoVerifiedAttributes: []string{"email"},
			UsernameConfiguration: &cognitoidp.UsernameConfigurationType{CaseSensitive: awsapi.Ptr(false)},
			Policies: &cognitoidp.UserPoolPolicyType{PasswordPolicy: &cognitoidp.PasswordPolicyType{
				MinimumLength: awsapi.Ptr(int64(12)), RequireNumbers: awsapi.Ptr(true),
			}},
			EmailVerificationMessage: awsapi.Ptr("Code {####}"), UserPoolTags: map[string]string{"team": "sky"},
			AdminCreateUserConfig: &cognitoidp.AdminCreateUserConfigType{
				AllowAdminCreateUserOnly: awsapi.Ptr(true), UnusedAccountValidityDays: awsapi.Ptr(int64(3)),
			},
			LambdaConfig: &cognitoidp.LambdaConfigType{PreTokenGeneration: awsapi.Ptr("arn:aws:lambda:eu-west-1:000000000000:function:f")},
			Schema: []cognitoidp.SchemaAttributeType{
				{Name: awsapi.Ptr("email"), AttributeDataType: awsapi.Ptr("String"), Required: awsapi.Ptr(true)},
				{Name: awsapi.Ptr("team"), AttributeDataType: awsapi.Ptr("String")},
				{Name: awsapi.Ptr("rank"), AttributeDataType: awsapi.Ptr("Number"), DeveloperOnlyAttribute: awsapi.Ptr(true), Mutable: awsapi.Ptr(false)},
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			made, err := s.CreatePool(t.Context(), userpooltest.Home, in)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, name, made)
			described, err := s.DescribePool(t.Context(), userpooltest.Home, *made.Id)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(made, described); diff != "" {
				t.Errorf("described otherwise than created:\n%s", diff)
			}
		})
	}
}

func TestClientDocuments(t *testing.T) {
	t.Parallel()
	s, _ := userpooltest.New(openStore(t))
	pool := userpooltest.Pool(t, s)
	userpooltest.Machine(t, s, pool, "weather/get")
	machine := userpooltest.MachineRequest(pool, "weather/post", "weather/get")
	machine.AccessTokenValidity = awsapi.Ptr(int64(60))
	machine.TokenValidityUnits = &cognitoidp.TokenValidityUnitsType{AccessToken: awsapi.Ptr("minutes")}
	for name, in := range map[string]*cognitoidp.CreateUserPoolClientRequest{
		"client-default": {UserPoolId: &pool, ClientName: awsapi.Ptr("app")},
		"client-machine": machine,
		"client-person": {
			UserPoolId: &pool, ClientName: awsapi.Ptr("app"), AllowedOAuthFlowsUserPoolClient: awsapi.Ptr(true),
			AllowedOAuthFlows: []string{"code"}, AllowedOAuthScopes: []string{"openid", "weather/get"},
			CallbackURLs: []string{"https://app.example/done", "myapp://done", "http://localhost:3000/"},
			LogoutURLs:   []string{"https://app.example/"}, DefaultRedirectURI: awsapi.Ptr("myapp://done"),
			SupportedIdentityProviders: []string{"COGNITO"}, RefreshTokenValidity: awsapi.Ptr(int64(0)),
			ExplicitAuthFlows: []string{"ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"},
			ReadAttributes:    []string{"email", "name"}, PreventUserExistenceErrors: awsapi.Ptr("ENABLED"),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			made, err := s.CreateClient(t.Context(), userpooltest.Home, in)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, name, made)
			described, err := s.DescribeClient(t.Context(), userpooltest.Home, pool, *made.ClientId)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(made, described); diff != "" {
				t.Errorf("described otherwise than created:\n%s", diff)
			}
		})
	}
}
