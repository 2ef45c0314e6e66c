package crash

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/sallyport/sallyport/internal/client"
)

const region = "eu-west-1"

// cloud is the server as its clients see it.
type cloud struct{ api *client.AWS }

// doc is a JSON document of which a few members matter.
type doc map[string]any

func (c *cloud) pools(operation string, in doc, out any) error {
	return c.api.JSON(context.Background(), "cognito-idp", "AWSCognitoIdentityProviderService."+operation, in, out)
}

func (c *cloud) rest(method, path string, in, out any) error {
	if in == nil {
		return c.api.REST(context.Background(), "apigateway", method, path, nil, out)
	}
	return c.api.REST(context.Background(), "apigateway", method, path, in, out)
}

func (c *cloud) stacks(action string, in url.Values, out any) error {
	return c.api.Query(context.Background(), "cloudformation", "2010-05-15", action, in, out)
}

// refusal is the service's no, if the error is one: 4xx. Anything else leaves the outcome open.
func refusal(err error) *client.Error {
	var e *client.Error
	if errors.As(err, &e) && e.Status < 500 {
		return e
	}
	return nil
}

// broke is the server's failure to do what it should: 5xx.
func broke(err error) bool {
	var e *client.Error
	return errors.As(err, &e) && e.Status >= 500
}

// plain sends a request without a signature.
func (c *cloud) plain(req *http.Request, err error) (status int, body string, failed error) {
	if err != nil {
		return 0, "", err
	}
	resp, err := c.api.HTTP.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(text), err
}

func (c *cloud) get(path string) (int, string, error) {
	return c.plain(http.NewRequest(http.MethodGet, c.api.Endpoint+path, nil))
}

// token asks for a token by client credentials. A refusal is a client.Error.
func (c *cloud) token(domain, id, secret string) error {
	req, err := http.NewRequest(http.MethodPost, c.api.Endpoint+"/_aws/auth/"+domain+"/oauth2/token", strings.NewReader("grant_type=client_credentials"))
	if err == nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(id+":"+secret)))
	}
	status, body, err := c.plain(req, err)
	if err != nil {
		return err
	}
	var out struct {
		AccessToken string `json:"access_token"`
	}
	if status != 200 || json.Unmarshal([]byte(body), &out) != nil || out.AccessToken == "" {
		return &client.Error{Status: status, Message: fmt.Sprintf("no token from %s for %s: %s", domain, id, body)}
	}
	return nil
}

// served asks a deployed API which version it is.
func (c *cloud) served(api, stage, path string) (string, error) {
	status, body, err := c.get("/_aws/execute-api/" + api + "/" + stage + path)
	if err != nil {
		return "", err
	}
	var out struct{ Version string }
	if status != 200 || json.Unmarshal([]byte(body), &out) != nil {
		return "", &client.Error{Status: status, Message: fmt.Sprintf("%s/%s%s answers %s", api, stage, path, body)}
	}
	return out.Version, nil
}

// definition is an API of one path that tells its version.
func definition(name string, version int) doc {
	return doc{
		"openapi": "3.0.1",
		"info":    doc{"title": name, "version": "1", "description": tag("", version)},
		"paths": doc{"/version": doc{"get": doc{
			"responses":                       doc{"200": doc{"description": "the version"}},
			"x-amazon-apigateway-integration": mock(version),
		}}},
	}
}

// mock is an integration in the words of an OpenAPI document.
func mock(version int) doc {
	return doc{
		"type": "mock", "requestTemplates": doc{"application/json": `{"statusCode": 200}`},
		"responses": doc{"default": doc{"statusCode": "200", "responseTemplates": doc{"application/json": says(version)}}},
	}
}

func says(version int) string { return `{"version": "` + tag("", version) + `"}` }

// tag names something and its version.
func tag(name string, version int) string { return fmt.Sprintf("%sv%d", name, version) }
