package resource_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sallyport/sallyport/internal/core/stack"
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

func TestUserPoolIsDeletedInOrder(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	st := r.deploy(t, poolTemplate)
	r.log.take()
	r.remove(t)
	st, err := r.Get(r.ctx, st.ID)
	if err != nil || st.Status != stack.DeleteComplete {
		t.Fatalf("%v, %v", st, err)
	}
	var operations []string
	for _, line := range r.log.take() {
		operation, _, _ := strings.Cut(line, " ")
		operations = append(operations, operation)
	}
	// The resource server is gone already, which counts as deleted.
	want := []string{"DeleteUserPoolClient", "DeleteUserPoolDomain", "DeleteGroup", "DeleteResourceServer", "DeleteUserPool"}
	if diff := cmp.Diff(want, operations); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
}

const mfaPool = `
Resources:
  Pool:
    Type: AWS::Cognito::UserPool
    Properties:
      UserPoolName: p
      MfaConfiguration: "ON"
      EnabledMfas: [SOFTWARE_TOKEN_MFA]
      Schema: [{Name: level, AttributeDataType: Number, NumberAttributeConstraints: {MinValue: 1}}]
`

func TestUserPoolFactorsAndSchema(t *testing.T) {
	t.Parallel()
	id := `"UserPoolId":"eu-west-1_abcdefghi"`
	mfa := `SetUserPoolMfaConfig {` + id + `,"SoftwareTokenMfaConfiguration":{"Enabled":true},"MfaConfiguration":"ON"}`
	level := `{"Name":"level","AttributeDataType":"Number","NumberAttributeConstraints":{"MinValue":"1"}}`
	for name, c := range map[string]struct {
		old, new string
		want     []string
		status   stack.Status
	}{
		"an attribute comes": {"MinValue: 1}}]", "MinValue: 1}}, {Name: team, AttributeDataType: String}]", []string{
			`UpdateUserPool {` + id + `,"PoolName":"p"}`,
			`AddCustomAttributes {` + id + `,"CustomAttributes":[{"Name":"team","AttributeDataType":"String"}]}`, mfa,
		}, stack.UpdateComplete},
		"the name changes":     {"UserPoolName: p", "UserPoolName: q", []string{`UpdateUserPool {` + id + `,"PoolName":"q"}`, mfa}, stack.UpdateComplete},
		"an attribute goes":    {"Schema: [{Name: level, AttributeDataType: Number, NumberAttributeConstraints: {MinValue: 1}}]", "Schema: []", nil, stack.UpdateRollbackComplete},
		"an attribute changes": {"MinValue: 1", "MinValue: 2", nil, stack.UpdateRollbackComplete},
		"the sign-in changes":  {"UserPoolName: p", "UserPoolName: p, UsernameAttributes: [email]", nil, stack.UpdateRollbackComplete},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.complete(t, r.deploy(t, mfaPool))
			create := []string{`CreateUserPool {"PoolName":"p","Schema":[` + level + `]}`, mfa}
			if diff := cmp.Diff(create, r.log.take()); diff != "" {
				t.Errorf("create (-want +got):\n%s", diff)
			}
			st := r.deploy(t, strings.Replace(mfaPool, c.old, strings.ReplaceAll(c.new, ", Username", "\n      Username"), 1))
			if c.want != nil {
				if diff := cmp.Diff(c.want, r.log.take()); diff != "" {
					t.Errorf("update (-want +got):\n%s", diff)
				}
			}
			if st.Status != c.status {
				t.Errorf("status %s, want %s", st.Status, c.status)
			}
		})
	}
}
