package oauth

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"

	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/core/userpool/grant"
)

// Domains finds the domain that an address names; nil if there is none. An empty region is one that the address does not
// say.
type Domains interface {
	Domain(ctx context.Context, region, prefix string) (*userpool.Domain, error)
}

// Grants answers requests for tokens.
type Grants interface {
	Token(ctx context.Context, r grant.Request) (*grant.Tokens, error)
}

// Documents are what pools publish; nil for a pool that is not there.
type Documents interface {
	JWKS(ctx context.Context, poolID string) ([]byte, error)
	Discovery(ctx context.Context, poolID string) ([]byte, error)
}

// Handler serves pool domains and published documents. All fields but Secure and Development must be set.
type Handler struct {
	Domains     Domains
	Grants      Grants
	Documents   Documents
	Rand        io.Reader // for request ids
	Log         *slog.Logger
	Secure      bool // the public URL is https: browsers are told to stay with it
	Development bool // refusals carry their reason in a header
}

// ServeDomain answers a request to the domain with this prefix. The path is that below the domain; the region may be "".
func (h *Handler) ServeDomain(w http.ResponseWriter, r *http.Request, prefix, region, path string) {
	x := h.begin(w, r)
	x.domainHeaders()
	domain, err := h.Domains.Domain(r.Context(), region, prefix)
	switch {
	case errors.Is(err, userpool.ErrAmbiguousDomain):
		x.refuse(http.StatusBadRequest, grant.InvalidRequest, "domain "+prefix+": "+err.Error(), "the address names no region")
	case err != nil:
		x.fail(err)
	case domain == nil:
		x.refuse(http.StatusNotFound, grant.InvalidRequest, "No user pool has the domain "+prefix+".", "no user pool has the domain")
	default:
		x.serve(domain, path)
	}
}

func (x *exchange) serve(domain *userpool.Domain, path string) {
	switch path {
	case "/oauth2/token":
		x.serveToken(domain)
	case "/oauth2/authorize", "/oauth2/userInfo", "/oauth2/revoke", "/oauth2/idpresponse", "/oauth2/global_signout",
		"/saml2/idpresponse", "/saml2/logout", "/login", "/logout", "/signup", "/confirm", "/confirmUser", "/resendcode",
		"/forgotPassword", "/confirmforgotPassword", "/changePassword", "/mfa", "/software-token-mfa", "/error", "/passkeys/add":
		x.refuse(http.StatusNotImplemented, "not_implemented", "Sallyport does not serve the endpoint "+path+".",
			"the endpoint is not served")
	default:
		x.refuse(http.StatusNotFound, grant.InvalidRequest, "A user pool domain has no such endpoint.", "no such endpoint")
	}
}
