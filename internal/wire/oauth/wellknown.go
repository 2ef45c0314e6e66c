package oauth

import (
	"context"
	"net/http"

	"github.com/sallyport/sallyport/internal/core/userpool/token"
)

// ServeWellKnown answers a request for /{poolID}/.well-known/{document}.
func (h *Handler) ServeWellKnown(w http.ResponseWriter, r *http.Request, poolID, document string) {
	x := h.begin(w, r)
	x.allowBrowsers()
	var load func(context.Context, string) ([]byte, error)
	var cache string
	switch document {
	case "jwks.json":
		load, cache = h.Documents.JWKS, "public, max-age=86400"
	case "openid-configuration":
		// A pool may get its domain later, so this one is kept for a shorter time.
		load, cache = h.Documents.Discovery, "public, max-age=300"
	default:
		x.missing("A user pool publishes no document " + document + ".")
		return
	}
	if !x.method(http.MethodGet, http.MethodHead) {
		return
	}
	body, err := load(r.Context(), poolID)
	switch {
	case err != nil:
		x.fail(err)
	case body == nil:
		x.missing("User pool " + poolID + " does not exist.")
	default:
		w.Header().Set("Cache-Control", cache)
		x.json(http.StatusOK, body)
	}
}

// missing answers as the service's own address does, which is no OAuth endpoint.
func (x *exchange) missing(message string) {
	if x.Development {
		x.w.Header().Set("x-sallyport-explain", oneLine(message))
	}
	var body token.Object
	body.Text("message", message)
	x.json(http.StatusNotFound, body.JSON())
}
