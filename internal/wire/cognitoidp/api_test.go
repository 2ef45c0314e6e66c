package cognitoidp_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/internal/awsapi"
	model "github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/userpool/userpooltest"
	"github.com/sallyport/sallyport/internal/wire/cognitoidp"
)

// open lets everybody in: who may do what is decided elsewhere.
type open struct{}

func (open) Allow(context.Context, *awsapi.Service, *awsapi.Operation, any) error { return nil }

// story calls operations by name with JSON, as a protocol would, and remembers answers under names.
type story struct {
	t     *testing.T
	api   *model.Guarded
	ctx   context.Context
	names map[string]string
}

func newStory(t *testing.T) *story {
	pools, _ := userpooltest.New(openStore(t))
	return &story{
		t: t, api: model.Guard(&cognitoidp.API{Pools: pools}, open{}), names: map[string]string{},
		ctx: awsapi.WithRequest(t.Context(), awsapi.Request{AccountID: "000000000000", Region: "eu-west-1"}),
	}
}

// call makes a call and returns the answer as JSON; $NAME in the input stands for what was remembered.
func (s *story) call(operation, input string) (string, error) {
	s.t.Helper()
	for name, value := range s.names {
		input = strings.ReplaceAll(input, "$"+name, value)
	}
	out, err := s.api.Invoke(s.ctx, operation, func(in any) error { return json.Unmarshal([]byte(input), in) })
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(out)
	if err != nil {
		s.t.Fatal(err)
	}
	return string(text), nil
}

// must calls and expects these pieces in the answer.
func (s *story) must(operation, input string, pieces ...string) string {
	s.t.Helper()
	got, err := s.call(operation, input)
	if err != nil {
		s.t.Fatalf("%s %s: %v", operation, input, err)
	}
	for _, piece := range pieces {
		for name, value := range s.names {
			piece = strings.ReplaceAll(piece, "$"+name, value)
		}
		if !strings.Contains(got, piece) {
			s.t.Errorf("%s: got %s, want %s in it", operation, got, piece)
		}
	}
	return got
}

// fails calls and expects a refusal.
func (s *story) fails(operation, input, want string) {
	s.t.Helper()
	got, err := s.call(operation, input)
	if e := awsapi.AsException(err); e == nil || !strings.HasPrefix(e.Code+": "+e.Message, want) {
		s.t.Errorf("%s %s: got %s, %v; want %s", operation, input, got, err, want)
	}
}

// remember keeps a member of an answer.
func (s *story) remember(name, answer, member string) {
	s.t.Helper()
	_, rest, ok := strings.Cut(answer, `"`+member+`":"`)
	value, _, ok2 := strings.Cut(rest, `"`)
	if !ok || !ok2 {
		s.t.Fatalf("no %s in %s", member, answer)
	}
	s.names[name] = value
}

func TestMachineClientFromPoolToDomain(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.remember("POOL", s.must("CreateUserPool", `{"PoolName":"weather","UsernameAttributes":["email"]}`, `"Name":"weather"`, `"SchemaAttributes"`), "Id")
	s.must("CreateResourceServer", `{"UserPoolId":"$POOL","Identifier":"weather-api","Name":"w","Scopes":[
		{"ScopeName":"get","ScopeDescription":"g"},{"ScopeName":"post","ScopeDescription":"p"}]}`, `"Identifier":"weather-api"`)
	made := s.must("CreateUserPoolClient", `{"UserPoolId":"$POOL","ClientName":"c","GenerateSecret":true,"ExplicitAuthFlows":[],
		"AllowedOAuthFlows":["client_credentials"],"AllowedOAuthFlowsUserPoolClient":true,"AccessTokenValidity":60,
		"TokenValidityUnits":{"AccessToken":"minutes"},"AllowedOAuthScopes":["weather-api/post","weather-api/get"]}`, `"ClientSecret":"`)
	s.remember("CLIENT", made, "ClientId")
	s.must("CreateUserPoolDomain", `{"UserPoolId":"$POOL","Domain":"weather-events"}`)
	s.must("DescribeUserPool", `{"UserPoolId":"$POOL"}`, `"Domain":"weather-events"`)
	s.must("DescribeUserPoolDomain", `{"Domain":"weather-events"}`, `"UserPoolId":"$POOL"`, `"Status":"ACTIVE"`)
	s.must("DescribeUserPoolDomain", `{"Domain":"nobody"}`, `{"DomainDescription":{}}`)
	s.must("DescribeUserPoolClient", `{"UserPoolId":"$POOL","ClientId":"$CLIENT"}`, `"ClientSecret":"`, `"AccessTokenValidity":60`)
	s.must("ListUserPools", `{"MaxResults":60}`, `"Id":"$POOL"`)
	s.must("ListUserPoolClients", `{"UserPoolId":"$POOL"}`, `"ClientId":"$CLIENT"`)
	s.must("UpdateUserPoolClient", `{"UserPoolId":"$POOL","ClientId":"$CLIENT"}`, `"ClientName":"c"`)
	s.fails("DeleteUserPool", `{"UserPoolId":"$POOL"}`, "InvalidParameterException: User pool cannot be deleted. It has a domain")
	s.must("DeleteUserPoolDomain", `{"UserPoolId":"$POOL","Domain":"weather-events"}`)
	s.must("DeleteUserPoolClient", `{"UserPoolId":"$POOL","ClientId":"$CLIENT"}`)
	s.fails("DescribeUserPoolClient", `{"UserPoolId":"$POOL","ClientId":"$CLIENT"}`, "ResourceNotFoundException: User pool client ")
	s.must("DeleteUserPool", `{"UserPoolId":"$POOL"}`, `{}`)
	s.fails("DescribeUserPool", `{"UserPoolId":"$POOL"}`, "ResourceNotFoundException: User pool ")
}

func TestEveryOtherNoun(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	made := s.must("CreateUserPool", `{"PoolName":"p"}`)
	s.remember("POOL", made, "Id")
	s.remember("ARN", made, "Arn")
	s.must("UpdateUserPool", `{"UserPoolId":"$POOL","DeletionProtection":"ACTIVE"}`, `{}`)
	s.must("AddCustomAttributes", `{"UserPoolId":"$POOL","CustomAttributes":[{"Name":"team","AttributeDataType":"String"}]}`, `{}`)
	s.must("DescribeUserPool", `{"UserPoolId":"$POOL"}`, `"Name":"custom:team"`, `"DeletionProtection":"ACTIVE"`)
	s.must("SetUserPoolMfaConfig", `{"UserPoolId":"$POOL","MfaConfiguration":"OPTIONAL","SoftwareTokenMfaConfiguration":{"Enabled":true}}`, `"MfaConfiguration":"OPTIONAL"`)
	s.must("GetUserPoolMfaConfig", `{"UserPoolId":"$POOL"}`, `"SoftwareTokenMfaConfiguration":{"Enabled":true}`)
	s.must("CreateGroup", `{"UserPoolId":"$POOL","GroupName":"g"}`, `"GroupName":"g"`)
	s.must("UpdateGroup", `{"UserPoolId":"$POOL","GroupName":"g","Precedence":3}`, `"Precedence":3`)
	s.must("GetGroup", `{"UserPoolId":"$POOL","GroupName":"g"}`, `"Precedence":3`)
	s.must("ListGroups", `{"UserPoolId":"$POOL"}`, `"GroupName":"g"`)
	s.must("DeleteGroup", `{"UserPoolId":"$POOL","GroupName":"g"}`, `{}`)
	s.fails("GetGroup", `{"UserPoolId":"$POOL","GroupName":"g"}`, "ResourceNotFoundException: Group not found.")
	s.must("CreateResourceServer", `{"UserPoolId":"$POOL","Identifier":"i","Name":"n"}`)
	s.must("UpdateResourceServer", `{"UserPoolId":"$POOL","Identifier":"i","Name":"m"}`, `"Name":"m"`)
	s.must("DescribeResourceServer", `{"UserPoolId":"$POOL","Identifier":"i"}`, `"Name":"m"`)
	s.must("ListResourceServers", `{"UserPoolId":"$POOL","MaxResults":1}`, `"Identifier":"i"`)
	s.must("DeleteResourceServer", `{"UserPoolId":"$POOL","Identifier":"i"}`, `{}`)
	s.must("TagResource", `{"ResourceArn":"$ARN","Tags":{"a":"1"}}`, `{}`)
	s.must("ListTagsForResource", `{"ResourceArn":"$ARN"}`, `{"Tags":{"a":"1"}}`)
	s.must("UntagResource", `{"ResourceArn":"$ARN","TagKeys":["a"]}`, `{}`)
	s.fails("CreateUserPoolClient", `{"UserPoolId":"no pool","ClientName":"c"}`, "InvalidParameterException: 1 validation error detected: Value 'no pool' at 'userPoolId'")
	s.fails("AdminDisableProviderForUser", `{"UserPoolId":"$POOL","User":{}}`, "NotImplemented: Sallyport does not serve the operation cognito-idp:AdminDisableProviderForUser.")
}
