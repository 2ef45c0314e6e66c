package crash

import (
	"encoding/json"
	"strconv"
	"strings"
)

// fixture is what stacks are made in beside what they make themselves: parents that no stack owns.
type fixture struct {
	pool, poolPath       string
	api, apiPath, apiTop string // apiTop is the id of the root resource
}

// design is a template and what it makes.
type design struct {
	resources doc
	makes     map[string]string // path: value
}

type kind func(name string, version int, f *fixture) design

var kinds = map[string]kind{"own pool": ownPool, "own API": ownAPI, "in a pool": inPool, "in an API": inAPI}

// template words a design; one that is to fail has a last resource that no service accepts.
func template(make kind, name string, version int, fails bool, f *fixture) (string, error) {
	d := make(name, version, f)
	if fails {
		var all []string
		for id := range d.resources {
			all = append(all, id)
		}
		d.resources["Bad"] = resource("AWS::Cognito::UserPoolClient", doc{
			"UserPoolId": f.pool, "ClientName": name + "-bad", "AllowedOAuthFlowsUserPoolClient": true, "GenerateSecret": true,
			"AllowedOAuthFlows": []string{"client_credentials"}, "AllowedOAuthScopes": []string{"nothing/" + tag("", version)},
		}, all...)
	}
	text, err := json.Marshal(doc{"Description": tag("", version), "Resources": d.resources})
	return string(text), err
}

func resource(kind string, properties doc, after ...string) doc {
	r := doc{"Type": kind, "Properties": properties}
	if len(after) > 0 {
		r["DependsOn"] = after
	}
	return r
}

func ref(id string) doc { return doc{"Ref": id} }

// small is a value that fits many properties.
func small(version int) string { return strconv.Itoa(6 + version%90) }

func clientIn(pool any, name string, version int, scope any) doc {
	return doc{
		"UserPoolId": pool, "ClientName": name, "GenerateSecret": true, "AllowedOAuthFlowsUserPoolClient": true,
		"AllowedOAuthFlows": []string{"client_credentials"}, "AllowedOAuthScopes": []any{doc{"Fn::Join": []any{"/", []any{scope, "get"}}}},
		"AccessTokenValidity": small(version), "TokenValidityUnits": doc{"AccessToken": "minutes"},
	}
}

func scopes() []doc { return []doc{{"ScopeName": "get", "ScopeDescription": "read"}} }

// ownPool is a pool with everything in it.
func ownPool(name string, version int, _ *fixture) design {
	pool, domain := "pool/"+name, strings.ToLower(name)
	return design{doc{
		"Pool": resource("AWS::Cognito::UserPool", doc{"UserPoolName": name, "Policies": passwords(small(version))}),
		"Server": resource("AWS::Cognito::UserPoolResourceServer", doc{
			"UserPoolId": ref("Pool"), "Identifier": "base", "Name": tag(name, version), "Scopes": scopes(),
		}),
		"Client": resource("AWS::Cognito::UserPoolClient", clientIn(ref("Pool"), name, version, ref("Server"))),
		"Group":  resource("AWS::Cognito::UserPoolGroup", doc{"UserPoolId": ref("Pool"), "GroupName": name, "Precedence": version}),
		"Domain": resource("AWS::Cognito::UserPoolDomain", doc{"UserPoolId": ref("Pool"), "Domain": domain}),
	}, map[string]string{
		pool: small(version), pool + "/server/base": tag(name, version), pool + "/client/" + name: small(version),
		pool + "/group/" + name: strconv.Itoa(version), pool + "/domain/" + domain: "",
	}}
}

// inPool adds to a pool of somebody else's. A new version replaces the resource server.
func inPool(name string, version int, f *fixture) design {
	identifier := tag(name, version)
	return design{doc{
		"Server": resource("AWS::Cognito::UserPoolResourceServer", doc{
			"UserPoolId": f.pool, "Identifier": identifier, "Name": identifier, "Scopes": scopes(),
		}),
		"Client": resource("AWS::Cognito::UserPoolClient", clientIn(f.pool, name, version, ref("Server"))),
		"Group":  resource("AWS::Cognito::UserPoolGroup", doc{"UserPoolId": f.pool, "GroupName": name, "Precedence": version}),
	}, map[string]string{
		f.poolPath + "/server/" + identifier: identifier, f.poolPath + "/client/" + name: small(version),
		f.poolPath + "/group/" + name: strconv.Itoa(version),
	}}
}

// ownAPI is a definition, deployed anew with every version.
func ownAPI(name string, version int, _ *fixture) design {
	api, snapshot := "api/"+name, tag(name, version)
	deployment := tag("Deployment", version)
	return design{doc{
		"Api":      resource("AWS::ApiGateway::RestApi", doc{"Name": name, "Body": definition(name, version)}),
		deployment: resource("AWS::ApiGateway::Deployment", doc{"RestApiId": ref("Api"), "Description": snapshot}),
		"Stage": resource("AWS::ApiGateway::Stage", doc{
			"RestApiId": ref("Api"), "DeploymentId": ref(deployment), "StageName": name,
		}),
	}, map[string]string{
		api: tag("", version), api + "/deployment/" + snapshot: "", api + "/stage/" + name: snapshot,
	}}
}

// inAPI adds to an API of somebody else's what can be added to one.
func inAPI(name string, version int, f *fixture) design {
	in := func(kind string, more doc, after ...string) doc {
		more["RestApiId"] = f.api
		return resource("AWS::ApiGateway::"+kind, more, after...)
	}
	model, snapshot := strings.ReplaceAll(name, "-", ""), tag(name, version)
	deployment, code := tag("Deployment", version), strconv.Itoa(400+version%90)
	provider := "arn:aws:cognito-idp:" + region + ":000000000000:userpool/" + f.pool
	return design{doc{
		"Path": in("Resource", doc{"ParentId": f.apiTop, "PathPart": name}),
		"Method": in("Method", doc{
			"ResourceId": ref("Path"), "HttpMethod": "GET", "AuthorizationType": "NONE",
			"MethodResponses": []doc{{"StatusCode": "200"}},
			"Integration": doc{
				"Type": "MOCK", "RequestTemplates": doc{"application/json": `{"statusCode": 200}`},
				"IntegrationResponses": []doc{{"StatusCode": "200", "ResponseTemplates": doc{"application/json": says(version)}}},
			},
		}),
		"Authorizer": in("Authorizer", doc{
			"Name": name, "Type": "COGNITO_USER_POOLS", "IdentitySource": "method.request.header.Authorization",
			"ProviderARNs": []string{provider}, "AuthorizerResultTtlInSeconds": small(version),
		}),
		"Model": in("Model", doc{
			"Name": model, "ContentType": "application/json", "Schema": doc{"type": "object"}, "Description": tag("", version),
		}),
		"Validator": in("RequestValidator", doc{"Name": name, "ValidateRequestBody": version%2 == 0}),
		"Response":  in("GatewayResponse", doc{"ResponseType": "THROTTLED", "StatusCode": code}),
		deployment:  in("Deployment", doc{"Description": snapshot}, "Method"),
		"Stage":     in("Stage", doc{"DeploymentId": ref(deployment), "StageName": name}),
	}, map[string]string{
		f.apiPath + "/resource/" + name: "", f.apiPath + "/method/" + name: says(version),
		f.apiPath + "/authorizer/" + name: small(version), f.apiPath + "/model/" + model: tag("", version),
		f.apiPath + "/validator/" + name: strconv.FormatBool(version%2 == 0), f.apiPath + "/response/THROTTLED": code,
		f.apiPath + "/deployment/" + snapshot: "", f.apiPath + "/stage/" + name: snapshot,
	}}
}
