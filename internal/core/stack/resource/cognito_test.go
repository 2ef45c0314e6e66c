package resource_test

import (
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const poolTemplate = `
Resources:
  Pool:
    Type: AWS::Cognito::UserPool
    Properties:
      UsernameAttributes: [email]
      UsernameConfiguration: {CaseSensitive: "false"}
      Policies: {PasswordPolicy: {MinimumLength: "8", RequireNumbers: true}}
      UserPoolTags: {team: 7}
      Schema:
        - {Name: given_name, AttributeDataType: String, Mutable: true, Required: "true", StringAttributeConstraints: {MinLength: 1}}
  Domain:
    Type: AWS::Cognito::UserPoolDomain
    Properties: {UserPoolId: !Ref Pool, Domain: !Join ["-", [weather, !Select [4, !Split ["-", !Select [2, !Split ["/", !Ref AWS::StackId]]]]]]}
  Server:
    Type: AWS::Cognito::UserPoolResourceServer
    Properties: {Identifier: api, Name: api, UserPoolId: !Ref Pool, Scopes: [{ScopeName: get, ScopeDescription: read}]}
  Client:
    Type: AWS::Cognito::UserPoolClient
    DependsOn: Server
    Properties:
      UserPoolId: !Ref Pool
      GenerateSecret: true
      AccessTokenValidity: "60"
      TokenValidityUnits: {AccessToken: minutes}
      ExplicitAuthFlows: []
      AllowedOAuthFlows: [client_credentials]
      AllowedOAuthFlowsUserPoolClient: true
      AllowedOAuthScopes: [api/get]
  Staff:
    Type: AWS::Cognito::UserPoolGroup
    Properties: {UserPoolId: !Ref Pool, Precedence: 3}
Outputs:
  Arn: {Value: !GetAtt Pool.Arn}
  Url: {Value: !GetAtt Pool.ProviderURL}
  Name: {Value: !GetAtt Pool.ProviderName}
  Secret: {Value: !GetAtt Client.ClientSecret}
  Group: {Value: !Ref Staff}
`

// unrandom takes the drawn parts out of a line.
var drawn = regexp.MustCompile(`(Pool|Client|Staff)-[0-9A-Za-z]{12}|weather-[0-9a-f]{12}`)

func TestUserPoolTypes(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	st := r.deploy(t, poolTemplate)
	r.complete(t, st)
	lines := r.log.take()
	for i := range lines {
		lines[i] = drawn.ReplaceAllString(lines[i], "DRAWN")
	}
	pool := `"UserPoolId":"eu-west-1_abcdefghi"`
	want := []string{
		`CreateUserPool {"PoolName":"DRAWN","Policies":{"PasswordPolicy":{"MinimumLength":8,"RequireNumbers":true}},` +
			`"UsernameAttributes":["email"],"UserPoolTags":{"team":"7"},"Schema":[{"Name":"given_name","AttributeDataType":"String",` +
			`"Mutable":true,"Required":true,"StringAttributeConstraints":{"MinLength":"1"}}],"UsernameConfiguration":{"CaseSensitive":false}}`,
		`CreateUserPoolDomain {"Domain":"DRAWN",` + pool + `}`,
		`CreateResourceServer {` + pool + `,"Identifier":"api","Name":"api","Scopes":[{"ScopeName":"get","ScopeDescription":"read"}]}`,
		`CreateGroup {"GroupName":"DRAWN",` + pool + `,"Precedence":3}`,
		`CreateUserPoolClient {` + pool + `,"ClientName":"DRAWN","GenerateSecret":true,"AccessTokenValidity":60,` +
			`"TokenValidityUnits":{"AccessToken":"minutes"},"AllowedOAuthFlows":["client_credentials"],"AllowedOAuthScopes":["api/get"],` +
			`"AllowedOAuthFlowsUserPoolClient":true}`,
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	outputs := map[string]string{}
	for _, o := range st.Outputs {
		outputs[o.Key] = drawn.ReplaceAllString(o.Value, "DRAWN")
	}
	if diff := cmp.Diff(map[string]string{
		"Arn": "arn:aws:cognito-idp:eu-west-1:000000000000:userpool/eu-west-1_abcdefghi", "Group": "DRAWN",
		"Url": "https://id.example/eu-west-1_abcdefghi", "Secret": "s3cret",
		"Name": "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abcdefghi",
	}, outputs); diff != "" {
		t.Errorf("outputs (-want +got):\n%s", diff)
	}
	for _, caller := range r.log.callers {
		if caller != "arn:ann" {
			t.Errorf("%s called, want the stack's creator", caller)
		}
	}
}
