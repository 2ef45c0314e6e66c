package oauth

import (
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"github.com/sallyport/sallyport/internal/core/ident"
	"github.com/sallyport/sallyport/internal/core/userpool/grant"
	"github.com/sallyport/sallyport/internal/core/userpool/token"
)

// exchange is one request and its response.
type exchange struct {
	*Handler
	w  http.ResponseWriter
	r  *http.Request
	id string
}

func (h *Handler) begin(w http.ResponseWriter, r *http.Request) *exchange {
	x := &exchange{Handler: h, w: w, r: r}
	id, err := ident.UUID(h.Rand)
	if err != nil {
		h.Log.ErrorContext(r.Context(), "no request id", slog.String("error", err.Error()))
	}
	x.id = id
	w.Header().Set("x-amz-cognito-request-id", id)
	return x
}

// domainHeaders are on every answer of a pool's domain.
func (x *exchange) domainHeaders() {
	h := x.w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-XSS-Protection", "1; mode=block")
	h.Set("Cache-Control", "no-cache, no-store, max-age=0, must-revalidate")
	h.Set("Pragma", "no-cache")
	h.Set("Expires", "0")
	h.Set("X-Frame-Options", "DENY")
	if x.Secure { // RFC 6797 section 7.2: never over plain HTTP
		h.Set("Strict-Transport-Security", "max-age=31536000 ; includeSubDomains")
	}
}

// allowBrowsers lets pages of any origin read the answer: neither a client's credentials nor a verifier of a code is sent
// by a browser by itself.
func (x *exchange) allowBrowsers() { x.w.Header().Set("Access-Control-Allow-Origin", "*") }

// method answers what is not one of the methods, and a browser's question before its request.
func (x *exchange) method(allowed ...string) bool {
	for _, m := range allowed {
		if x.r.Method == m {
			return true
		}
	}
	list := strings.Join(append(allowed, http.MethodOptions), ", ")
	if x.r.Method == http.MethodOptions {
		h := x.w.Header()
		h.Set("Access-Control-Allow-Methods", list)
		h.Set("Access-Control-Allow-Headers", "authorization,content-type,x-amz-user-agent")
		h.Set("Access-Control-Max-Age", "7200")
		x.w.WriteHeader(http.StatusOK)
		return false
	}
	x.w.Header().Set("Allow", list)
	x.refuse(http.StatusMethodNotAllowed, grant.InvalidRequest, "", "the method is not allowed here")
	return false
}

func (x *exchange) json(status int, body []byte) {
	h := x.w.Header()
	h.Set("Content-Type", "application/json;charset=UTF-8")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	x.w.WriteHeader(status)
	if x.r.Method != http.MethodHead {
		_, _ = x.w.Write(body) // whoever asked has gone: nobody is left to tell
	}
}

// refuse tells the client a code and what it may know (RFC 6749 section 5.2), and the log why.
func (x *exchange) refuse(status int, code, description, reason string) {
	if x.Development {
		x.w.Header().Set("x-sallyport-explain", oneLine(reason))
	}
	x.Log.InfoContext(x.r.Context(), "refused", slog.String("request_id", x.id), slog.Int("status", status),
		slog.String("code", code), slog.String("explain", reason))
	var body token.Object
	body.Text("error", code)
	if description != "" {
		body.Text("error_description", description)
	}
	x.json(status, body.JSON())
}

// oneLine keeps a header a header.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 || r > 0x7e {
			return '?'
		}
		return r
	}, s)
}

// fail makes an error public: a refusal as what it is, anything else as a failure of ours.
func (x *exchange) fail(err error) {
	var refusal *grant.Error
	if errors.As(err, &refusal) {
		x.refuse(http.StatusBadRequest, refusal.Code, refusal.Description, refusal.Reason)
		return
	}
	x.Log.ErrorContext(x.r.Context(), "failed", slog.String("request_id", x.id), slog.String("error", err.Error()))
	var body token.Object
	body.Text("error", "server_error")
	x.json(http.StatusInternalServerError, body.JSON())
}
