package crash

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// item is a thing as the server shows it.
type item struct{ id, secret, value string }

// inventory is everything that the server shows, by path, with what is wrong with it in itself.
type inventory struct {
	cloud *cloud
	items map[string]item
	wrong []string
}

func (c *cloud) inventory(f []*fixture) (*inventory, error) {
	v := &inventory{cloud: c, items: map[string]item{}}
	if err := v.allPools(); err != nil {
		return nil, fmt.Errorf("list the pools: %w", err)
	}
	if err := v.allAPIs(); err != nil {
		return nil, fmt.Errorf("list the APIs: %w", err)
	}
	for _, x := range f {
		if err := v.parts(x); err != nil {
			return nil, fmt.Errorf("list %s: %w", x.apiPath, err)
		}
	}
	return v, nil
}

func (v *inventory) add(path string, i item) {
	if _, twice := v.items[path]; twice {
		v.complain("%s is there twice", path)
	}
	v.items[path] = i
}

func (v *inventory) complain(format string, args ...any) {
	v.wrong = append(v.wrong, fmt.Sprintf(format, args...))
}

func (v *inventory) allPools() error {
	in := doc{"MaxResults": 60}
	for {
		var out struct {
			UserPools []struct {
				ID   string `json:"Id"`
				Name string
			}
			NextToken string
		}
		if err := v.cloud.pools("ListUserPools", in, &out); err != nil {
			return err
		}
		for _, p := range out.UserPools {
			if err := v.pool(p.ID, "pool/"+p.Name); err != nil {
				return err
			}
		}
		if in["NextToken"] = out.NextToken; out.NextToken == "" {
			return nil
		}
	}
}

func (v *inventory) pool(id, path string) error {
	var out struct {
		UserPool struct {
			Domain   string
			Policies struct{ PasswordPolicy struct{ MinimumLength int } }
		}
	}
	if err := v.cloud.pools("DescribeUserPool", doc{"UserPoolId": id}, &out); err != nil {
		return err
	}
	v.add(path, item{id: id, value: strconv.Itoa(out.UserPool.Policies.PasswordPolicy.MinimumLength)})
	domain := out.UserPool.Domain
	if domain != "" {
		v.add(path+"/domain/"+domain, item{id: domain})
	}
	status, keys, err := v.cloud.get("/" + id + "/.well-known/jwks.json")
	if err != nil {
		return err
	}
	if status != http.StatusOK || strings.Count(keys, `"kid"`) != 2 {
		v.complain("%s has no keys: %d %s", path, status, keys)
	}
	return errors.Join(v.servers(id, path), v.groups(id, path), v.clients(id, path, domain))
}

func (v *inventory) servers(id, path string) error {
	var out struct {
		ResourceServers []struct {
			Identifier, Name string
			Scopes           []any
		}
	}
	err := v.cloud.pools("ListResourceServers", doc{"UserPoolId": id, "MaxResults": 50}, &out)
	for _, s := range out.ResourceServers {
		v.add(path+"/server/"+s.Identifier, item{id: s.Identifier, value: s.Name})
		if len(s.Scopes) != 1 {
			v.complain("%s/server/%s has the scopes %v", path, s.Identifier, s.Scopes)
		}
	}
	return err
}

func (v *inventory) groups(id, path string) error {
	var out struct {
		Groups []struct {
			GroupName  string
			Precedence int
		}
	}
	err := v.cloud.pools("ListGroups", doc{"UserPoolId": id}, &out)
	for _, g := range out.Groups {
		v.add(path+"/group/"+g.GroupName, item{id: g.GroupName, value: strconv.Itoa(g.Precedence)})
	}
	return err
}

// clients takes a token for each where the pool has a domain: a client without its secret is worth nothing.
func (v *inventory) clients(id, path, domain string) error {
	var out struct {
		UserPoolClients []struct {
			ClientID string `json:"ClientId"`
		}
	}
	if err := v.cloud.pools("ListUserPoolClients", doc{"UserPoolId": id, "MaxResults": 60}, &out); err != nil {
		return err
	}
	for _, c := range out.UserPoolClients {
		var one struct {
			UserPoolClient struct {
				ClientName, ClientSecret string
				AccessTokenValidity      int
			}
		}
		if err := v.cloud.pools("DescribeUserPoolClient", doc{"UserPoolId": id, "ClientId": c.ClientID}, &one); err != nil {
			return err
		}
		name, secret := path+"/client/"+one.UserPoolClient.ClientName, one.UserPoolClient.ClientSecret
		v.add(name, item{c.ClientID, secret, strconv.Itoa(one.UserPoolClient.AccessTokenValidity)})
		if domain == "" {
			continue
		}
		if err := v.cloud.token(domain, c.ClientID, secret); err != nil {
			v.complain("%s gets no token: %v", name, err)
		}
	}
	return nil
}

func (v *inventory) allAPIs() error {
	position := ""
	for {
		var out struct {
			Items    []struct{ ID, Name, Description string } `json:"item"`
			Position string
		}
		if err := v.cloud.rest(http.MethodGet, "/restapis?limit=500"+position, nil, &out); err != nil {
			return err
		}
		for _, a := range out.Items {
			v.add("api/"+a.Name, item{id: a.ID, value: a.Description})
			if err := v.api(a.ID, "api/"+a.Name); err != nil {
				return err
			}
		}
		if position = "&position=" + out.Position; out.Position == "" {
			return nil
		}
	}
}

// api reads what is deployed, and calls each stage: it must serve what its deployment says.
func (v *inventory) api(id, path string) error {
	var deployments struct {
		Items []struct{ ID, Description string } `json:"item"`
	}
	var stages struct {
		Item []struct{ StageName, DeploymentID string }
	}
	err := errors.Join(
		v.cloud.rest(http.MethodGet, "/restapis/"+id+"/deployments?limit=500", nil, &deployments),
		v.cloud.rest(http.MethodGet, "/restapis/"+id+"/stages", nil, &stages),
	)
	descriptions := map[string]string{}
	for _, d := range deployments.Items {
		descriptions[d.ID] = d.Description
		v.add(path+"/deployment/"+d.Description, item{id: d.ID})
	}
	for _, s := range stages.Item {
		says, known := descriptions[s.DeploymentID]
		if !known {
			v.complain("%s/stage/%s points to the deployment %s, which is not there", path, s.StageName, s.DeploymentID)
			continue
		}
		v.add(path+"/stage/"+s.StageName, item{id: s.StageName, value: says})
		v.call(id, path, s.StageName, says)
	}
	return err
}

// call calls a stage. In a fixture, a stack's version is in a path of its own.
func (v *inventory) call(id, path, stage, says string) {
	under := "/version"
	if strings.HasPrefix(path, "api/fixture") && stage != "fixture" {
		under = "/" + stage
	}
	got, err := v.cloud.served(id, stage, under)
	if want := tag("", versionOf(says)); err != nil || got != want {
		v.complain("%s/stage/%s serves %q instead of %q: %v", path, stage, got, want, err)
	}
}

// parts reads what stacks add to a fixture.
func (v *inventory) parts(f *fixture) error {
	var authorizers, models, validators, responses struct {
		Items []struct {
			Name, Description, ResponseType, StatusCode string
			AuthorizerResultTTLInSeconds                int
			ValidateRequestBody, DefaultResponse        bool
		} `json:"item"`
	}
	err := errors.Join(
		v.cloud.rest(http.MethodGet, "/restapis/"+f.api+"/authorizers", nil, &authorizers),
		v.cloud.rest(http.MethodGet, "/restapis/"+f.api+"/models", nil, &models),
		v.cloud.rest(http.MethodGet, "/restapis/"+f.api+"/requestvalidators", nil, &validators),
		v.cloud.rest(http.MethodGet, "/restapis/"+f.api+"/gatewayresponses", nil, &responses),
		v.resources(f),
	)
	for _, a := range authorizers.Items {
		v.add(f.apiPath+"/authorizer/"+a.Name, item{value: strconv.Itoa(a.AuthorizerResultTTLInSeconds)})
	}
	for _, m := range models.Items {
		if m.Name != "Empty" && m.Name != "Error" { // every API has these
			v.add(f.apiPath+"/model/"+m.Name, item{value: m.Description})
		}
	}
	for _, x := range validators.Items {
		v.add(f.apiPath+"/validator/"+x.Name, item{value: strconv.FormatBool(x.ValidateRequestBody)})
	}
	for _, r := range responses.Items {
		if !r.DefaultResponse {
			v.add(f.apiPath+"/response/"+r.ResponseType, item{value: r.StatusCode})
		}
	}
	return err
}

func (v *inventory) resources(f *fixture) error {
	var out struct {
		Items []struct {
			ID, PathPart    string
			ResourceMethods map[string]struct {
				MethodIntegration struct {
					IntegrationResponses map[string]struct{ ResponseTemplates map[string]string }
				}
			}
		} `json:"item"`
	}
	err := v.cloud.rest(http.MethodGet, "/restapis/"+f.api+"/resources?limit=500&embed=methods", nil, &out)
	for _, r := range out.Items {
		if r.PathPart == "" || r.PathPart == "version" { // the fixture's own
			continue
		}
		v.add(f.apiPath+"/resource/"+r.PathPart, item{id: r.ID})
		for _, m := range r.ResourceMethods {
			says := m.MethodIntegration.IntegrationResponses["200"].ResponseTemplates["application/json"]
			v.add(f.apiPath+"/method/"+r.PathPart, item{value: says})
		}
	}
	return err
}
