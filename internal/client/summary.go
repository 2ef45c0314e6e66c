package client

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Summary is the one JSON document that `up --json` and `deploy --json` print: its names are a contract.
type Summary struct {
	Endpoint    string              `json:"endpoint"`
	Region      string              `json:"region"`
	AccountID   string              `json:"accountId"`
	Credentials SummaryCredentials  `json:"credentials"`
	Stack       SummaryStack        `json:"stack"`
	Outputs     map[string]string   `json:"outputs"`
	APIs        []SummaryAPI        `json:"apis"`
	UserPools   []SummaryPool       `json:"userPools"`
	Functions   []map[string]string `json:"functions"`
	APIKeys     []map[string]string `json:"apiKeys"`
	Console     string              `json:"console"`
}

// SummaryCredentials are what the AWS clients sign with.
type SummaryCredentials struct {
	AccessKeyID     string `json:"accessKeyId"`
	SecretAccessKey string `json:"secretAccessKey"`
}

// SummaryStack is the stack that was deployed.
type SummaryStack struct {
	Name   string `json:"name"`
	ID     string `json:"id"`
	Status string `json:"status"`
}

// SummaryAPI is one stage of one API.
type SummaryAPI struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Stage   string `json:"stage"`
	URL     string `json:"url"`
	HostURL string `json:"hostUrl"`
}

// SummaryPool is a user pool with the app clients that the stack made.
type SummaryPool struct {
	ID            string          `json:"id"`
	Name          string          `json:"name"`
	Issuer        string          `json:"issuer"`
	JWKSURL       string          `json:"jwksUrl"`
	DomainURL     *string         `json:"domainUrl"`
	DomainHostURL *string         `json:"domainHostUrl"`
	Clients       []SummaryClient `json:"clients"`
}

// SummaryClient is an app client; one without a secret has none here.
type SummaryClient struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Secret string `json:"secret,omitempty"`
}

// Summarize reads from the server what a deployed stack holds.
func (a *AWS) Summarize(ctx context.Context, stack *StackState) (*Summary, error) {
	s := &Summary{
		Endpoint: a.Endpoint, Region: a.Region, AccountID: accountOf(stack.ID),
		Credentials: SummaryCredentials{a.Credentials.AccessKeyID, a.Credentials.SecretAccessKey},
		Stack:       SummaryStack{stack.Name, stack.ID, stack.Status},
		Outputs:     map[string]string{},
		APIs:        []SummaryAPI{}, UserPools: []SummaryPool{},
		Functions: []map[string]string{}, APIKeys: []map[string]string{},
		Console: a.Endpoint + "/console/",
	}
	for _, o := range stack.Outputs {
		s.Outputs[o.Key] = o.Value
	}
	resources, err := a.Resources(ctx, stack.ID)
	if err != nil {
		return nil, err
	}
	if s.APIs, err = a.apis(ctx, resources); err != nil {
		return nil, err
	}
	s.UserPools, err = a.pools(ctx, resources)
	return s, err
}

// accountOf takes the account out of a stack id: arn:aws:cloudformation:region:account:stack/name/uuid.
func accountOf(arn string) string {
	if parts := strings.Split(arn, ":"); len(parts) > 4 {
		return parts[4]
	}
	return ""
}

// physical lists the physical ids of a stack's resources of a type.
func physical(resources []Resource, kind string) []string {
	var ids []string
	for _, r := range resources {
		if r.Type == kind && r.PhysicalID != "" && r.Status != "DELETE_COMPLETE" {
			ids = append(ids, r.PhysicalID)
		}
	}
	return ids
}

// stage is a stage of an API, as GetStages tells it.
type stage struct {
	Name         string `json:"stageName"`
	DeploymentID string `json:"deploymentId"`
}

func (a *AWS) stages(ctx context.Context, api string) ([]stage, error) {
	var out struct {
		Item []stage `json:"item"`
	}
	err := a.REST(ctx, "apigateway", http.MethodGet, "/restapis/"+api+"/stages", nil, &out)
	return out.Item, err
}

func (a *AWS) apis(ctx context.Context, resources []Resource) ([]SummaryAPI, error) {
	list := []SummaryAPI{}
	for _, id := range physical(resources, "AWS::ApiGateway::RestApi") {
		var api struct{ Name string }
		if err := a.REST(ctx, "apigateway", http.MethodGet, "/restapis/"+id, nil, &api); err != nil {
			return nil, err
		}
		stages, err := a.stages(ctx, id)
		if err != nil {
			return nil, err
		}
		for _, s := range stages {
			list = append(list, SummaryAPI{
				ID: id, Name: api.Name, Stage: s.Name,
				URL:     a.Endpoint + "/_aws/execute-api/" + id + "/" + s.Name,
				HostURL: a.host(id+".execute-api."+a.Region) + "/" + s.Name,
			})
		}
	}
	return list, nil
}

// host is the form of an address below localhost, which browsers and curl resolve to loopback by themselves.
func (a *AWS) host(name string) string {
	u, err := url.Parse(a.Endpoint)
	if err != nil {
		return ""
	}
	if port := u.Port(); port != "" {
		return u.Scheme + "://" + name + ".localhost:" + port
	}
	return u.Scheme + "://" + name + ".localhost"
}

const userPools = "AWSCognitoIdentityProviderService."

func (a *AWS) pools(ctx context.Context, resources []Resource) ([]SummaryPool, error) {
	list := []SummaryPool{}
	clients := physical(resources, "AWS::Cognito::UserPoolClient")
	for _, id := range physical(resources, "AWS::Cognito::UserPool") {
		var out struct {
			UserPool struct{ Name, Domain string }
		}
		in := map[string]string{"UserPoolId": id}
		if err := a.JSON(ctx, "cognito-idp", userPools+"DescribeUserPool", in, &out); err != nil {
			return nil, err
		}
		pool := SummaryPool{ID: id, Name: out.UserPool.Name, JWKSURL: a.Endpoint + "/" + id + "/.well-known/jwks.json"}
		if d := out.UserPool.Domain; d != "" {
			path, host := a.Endpoint+"/_aws/auth/"+d, a.host(d+".auth."+a.Region)
			pool.DomainURL, pool.DomainHostURL = &path, &host
		}
		var discovery struct{ Issuer string }
		if err := a.Own(ctx, http.MethodGet, "/"+id+"/.well-known/openid-configuration", nil, &discovery); err != nil {
			return nil, err
		}
		pool.Issuer = discovery.Issuer
		var err error
		if pool.Clients, err = a.clients(ctx, id, clients); err != nil {
			return nil, err
		}
		list = append(list, pool)
	}
	return list, nil
}

// clients reads those app clients of a pool that the stack made.
func (a *AWS) clients(ctx context.Context, pool string, made []string) ([]SummaryClient, error) {
	list := []SummaryClient{}
	in := map[string]any{"UserPoolId": pool, "MaxResults": 60}
	for {
		var page struct {
			UserPoolClients []struct{ ClientId string }
			NextToken       string
		}
		if err := a.JSON(ctx, "cognito-idp", userPools+"ListUserPoolClients", in, &page); err != nil {
			return nil, err
		}
		for _, c := range page.UserPoolClients {
			if !slices.Contains(made, c.ClientId) {
				continue
			}
			var out struct {
				UserPoolClient struct{ ClientName, ClientSecret string }
			}
			id := map[string]string{"UserPoolId": pool, "ClientId": c.ClientId}
			if err := a.JSON(ctx, "cognito-idp", userPools+"DescribeUserPoolClient", id, &out); err != nil {
				return nil, err
			}
			list = append(list, SummaryClient{ID: c.ClientId, Name: out.UserPoolClient.ClientName, Secret: out.UserPoolClient.ClientSecret})
		}
		if page.NextToken == "" {
			return list, nil
		}
		in["NextToken"] = page.NextToken
	}
}
