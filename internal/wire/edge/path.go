package edge

import (
	"net/http"
	"net/url"
	"strings"
)

// byPath is the second rule: paths that no service has.
func (q *request) byPath() bool {
	first, rest, _ := cutSegment(q.path)
	switch first {
	case "_aws":
		q.toPathForm(rest)
	case "execute-api":
		q.toAPIPath(rest)
	case "restapis":
		return q.byUserRequest(rest)
	case "_sallyport":
		q.mounted(q.Own, "This server has nothing under /_sallyport/.")
	case "console":
		q.mounted(q.Console, "This server has no console.")
	default:
		return q.byWellKnown(first, rest)
	}
	return true
}

// cutSegment splits "/first/rest" into "first" and "/rest"; ok is false for a path without a first segment.
func cutSegment(path string) (first, rest string, ok bool) {
	path, found := strings.CutPrefix(path, "/")
	if !found {
		return "", "", false
	}
	first, _, _ = strings.Cut(path, "/")
	return first, path[len(first):], first != ""
}

// slashed is a path that begins with a slash.
func slashed(path string) string {
	if strings.HasPrefix(path, "/") {
		return path
	}
	return "/" + path
}

// decode undoes the escapes of a segment.
func decode(segment *string) bool {
	text, err := url.PathUnescape(*segment)
	*segment = text
	return err == nil
}

func (q *request) mounted(h http.Handler, absent string) {
	if h == nil {
		q.refuse(absent)
		return
	}
	h.ServeHTTP(q.w, q.r)
}

// toPathForm takes /_aws/execute-api/{api}/{stage}/… and /_aws/auth/{prefix}/….
func (q *request) toPathForm(rest string) {
	kind, rest, _ := cutSegment(rest)
	switch kind {
	case "execute-api":
		q.toAPIPath(rest)
	case "auth":
		prefix, below, ok := cutSegment(rest)
		if !ok || !decode(&prefix) {
			q.refuse("The path of a user pool's domain is /_aws/auth/{prefix}/….")
			return
		}
		base := strings.TrimSuffix(q.path, below)
		q.poolDomain(PoolTarget{Prefix: prefix, RawPath: slashed(below), BasePath: base})
	default:
		q.refuse("Under /_aws/ there are execute-api/{api}/{stage}/… and auth/{prefix}/….")
	}
}

func (q *request) toAPIPath(rest string) {
	api, below, ok := cutSegment(rest)
	if !ok {
		q.refuse("The path of an API is /_aws/execute-api/{api}/{stage}/….")
		return
	}
	q.gateway(APITarget{API: api}, below)
}

// byUserRequest takes /restapis/{api}/{stage}/_user_request_/…; whatever else begins so is the control plane's.
func (q *request) byUserRequest(rest string) bool {
	api, rest, _ := cutSegment(rest)
	stage, rest, _ := cutSegment(rest)
	mark, below, _ := cutSegment(rest)
	if mark != "_user_request_" || api == "" || stage == "" {
		return false
	}
	q.gateway(APITarget{API: api}, "/"+stage+below)
	return true
}

// byWellKnown takes /{poolId}/.well-known/….
func (q *request) byWellKnown(pool, rest string) bool {
	mark, document, ok := cutSegment(rest)
	if !ok || mark != ".well-known" || !isPoolID(pool) {
		return false
	}
	if q.Issuer == nil {
		q.refuse("This server has no user pools.")
		return true
	}
	q.Issuer(q.w, q.r, IssuerTarget{PoolID: pool, Document: strings.TrimPrefix(document, "/")})
	return true
}

// isPoolID takes {region}_{letters and digits}. No bucket has an underscore in its name.
func isPoolID(text string) bool {
	region, id, found := strings.Cut(text, "_")
	if !found || region == "" || id == "" || len(text) > 55 {
		return false
	}
	for i := range len(id) {
		if c := id[i] | 0x20; (c < 'a' || c > 'z') && (id[i] < '0' || id[i] > '9') {
			return false
		}
	}
	return !strings.ContainsFunc(region, func(c rune) bool { return c != '-' && (c < '0' || c > '9') && (c < 'a' || c > 'z') })
}
