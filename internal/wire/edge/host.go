package edge

import (
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
)

// byDomain is the first rule: hosts that belong to one surface alone.
func (q *request) byDomain() bool {
	if labels, ok := below(q.host, "localhost", "amazonaws.com"); ok && len(labels) >= 2 && labels[len(labels)-2] == "execute-api" {
		q.toAPIHost(labels)
		return true
	}
	if labels, ok := below(q.host, "localhost", "amazoncognito.com"); ok && len(labels) >= 2 && labels[len(labels)-2] == "auth" {
		q.toPoolHost(labels)
		return true
	}
	return q.byCustomDomain()
}

// below returns the labels of a host in front of one of the domains.
func below(host string, domains ...string) ([]string, bool) {
	for _, domain := range domains {
		if name, ok := strings.CutSuffix(host, "."+domain); ok {
			return strings.Split(name, "."), true
		}
	}
	return nil, false
}

// toAPIHost takes {api}.execute-api.{region}.
func (q *request) toAPIHost(labels []string) {
	if len(labels) != 3 || labels[0] == "" || labels[2] == "" {
		q.refuse("The host of an API is {api}.execute-api.{region}.localhost, not " + quote(q.host) + ".")
		return
	}
	q.gateway(APITarget{API: labels[0], Region: labels[2]}, q.path)
}

// toPoolHost takes {prefix}.auth.{region}.
func (q *request) toPoolHost(labels []string) {
	if len(labels) != 3 || labels[0] == "" || labels[2] == "" {
		q.refuse("The host of a user pool's domain is {prefix}.auth.{region}.localhost, not " + quote(q.host) + ".")
		return
	}
	q.poolDomain(PoolTarget{Prefix: labels[0], Region: labels[2], RawPath: slashed(q.path)})
}

// byCustomDomain asks who owns a name, but never for a name that is the server's own or AWS's: whoever may make domains
// would own the server otherwise.
func (q *request) byCustomDomain() bool {
	if q.Domains == nil || q.isReserved() {
		return false
	}
	owner, err := q.Domains.Owner(q.r.Context(), q.host)
	if err != nil {
		q.Log.ErrorContext(q.r.Context(), "look up custom domain", slog.String("host", q.host), slog.String("error", err.Error()))
		q.fail(http.StatusInternalServerError, "InternalFailure", "An internal error has occurred.")
		return true
	}
	switch owner {
	case API:
		q.gateway(APITarget{Domain: q.host}, q.path)
	case Pool:
		q.poolDomain(PoolTarget{Domain: q.host, RawPath: slashed(q.path)})
	default:
		return false
	}
	return true
}

func (q *request) isReserved() bool {
	if q.host == "" || q.host == "localhost" || q.host == q.PublicHost {
		return true
	}
	if _, ok := below(q.host, "localhost", "amazonaws.com", "amazoncognito.com"); ok {
		return true
	}
	_, err := netip.ParseAddr(q.host)
	return err == nil
}

// byAWSHost takes AWS's own names of services: software with built-in names is pointed here by name resolution.
func (q *request) byAWSHost() bool {
	labels, ok := below(q.host, "amazonaws.com")
	if !ok {
		return false
	}
	// {service} or {service}.{region}, of s3 with a bucket in front.
	name := labels[max(len(labels)-2, 0)]
	if last := labels[len(labels)-1]; last == "s3" {
		name = last
	}
	if s := q.byHost[name]; s != nil {
		return q.serve(q.bySigningName[s.Model.SigningName])
	}
	q.refuse("Sallyport does not serve " + quote(q.host) + ".")
	return true
}

func (q *request) gateway(t APITarget, path string) {
	if q.Gateway == nil {
		q.refuse("This server has no API gateway.")
		return
	}
	t.FullPath = slashed(path)
	if t.Domain != "" {
		t.RawPath = t.FullPath
	} else if t.Stage, t.RawPath, _ = cutSegment(t.FullPath); !decode(&t.Stage) || !decode(&t.API) {
		q.refuse("The path " + quote(q.path) + " is not encoded as it should be.")
		return
	}
	q.Gateway(q.w, q.r, t)
}

func (q *request) poolDomain(t PoolTarget) {
	if q.PoolDomain == nil {
		q.refuse("This server has no user pool domains.")
		return
	}
	q.PoolDomain(q.w, q.r, t)
}
