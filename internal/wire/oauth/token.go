package oauth

import (
	"errors"
	"io"
	"mime"
	"net/http"

	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/core/userpool/grant"
	"github.com/sallyport/sallyport/internal/core/userpool/token"
)

// maxBody is far above any request for a token.
const maxBody = 64 << 10

// serveToken is the token endpoint (RFC 6749 section 3.2).
func (x *exchange) serveToken(domain *userpool.Domain) {
	x.allowBrowsers()
	if !x.method(http.MethodPost) {
		return
	}
	params, ok := x.form()
	if !ok {
		return
	}
	who, err := credentials(x.r.Header.Values("Authorization"), params)
	if err != nil {
		x.fail(err)
		return
	}
	tokens, err := x.Grants.Token(x.r.Context(), grant.Request{PoolID: domain.PoolID, Client: who, Params: params})
	if err != nil {
		x.fail(err)
		return
	}
	x.json(http.StatusOK, written(tokens))
}

// form reads the body; parameters in the address count for nothing, since addresses are logged everywhere.
func (x *exchange) form() (map[string]string, bool) {
	media, _, err := mime.ParseMediaType(x.r.Header.Get("Content-Type"))
	if err != nil || media != "application/x-www-form-urlencoded" {
		x.refuse(http.StatusBadRequest, grant.InvalidRequest, "", "the content type is not application/x-www-form-urlencoded")
		return nil, false
	}
	body, err := io.ReadAll(http.MaxBytesReader(x.w, x.r.Body, maxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		x.refuse(http.StatusRequestEntityTooLarge, grant.InvalidRequest, "", "the body is too large")
		return nil, false
	case err != nil:
		x.refuse(http.StatusBadRequest, grant.InvalidRequest, "", "the body ended early")
		return nil, false
	}
	params, err := parseForm(string(body))
	if err != nil {
		x.fail(err)
		return nil, false
	}
	return params, true
}

// written is the answer in the order of Cognito's (RFC 6749 section 5.1 asks for none).
func written(t *grant.Tokens) []byte {
	var body token.Object
	for _, member := range [...]struct{ name, value string }{
		{"id_token", t.IDToken}, {"access_token", t.AccessToken}, {"refresh_token", t.RefreshToken},
	} {
		if member.value != "" {
			body.Text(member.name, member.value)
		}
	}
	body.Number("expires_in", t.ExpiresIn)
	body.Text("token_type", "Bearer")
	return body.JSON()
}
