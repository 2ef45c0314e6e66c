package awshttp

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// DevelopmentKey is the Admission of what everybody could know or use: the development access key, the outbox and the
// clock. It admits a request only if all of these hold:
//
//   - listener and peer are loopback: nobody on the network reaches it;
//   - Host is one that we go by: a page elsewhere cannot have its own name resolve to us (DNS rebinding);
//   - Origin is absent, our own, or allowed: a page elsewhere cannot sign calls to a developer's port.
//
// The zero value admits nothing, because it has no listener.
type DevelopmentKey struct {
	// Listener is the address that the server is bound to.
	Listener net.Addr
	// PublicURL is the server's own address; its host and origin are admitted.
	PublicURL *url.URL
	// AllowOrigins are further origins, such as "http://localhost:3000".
	AllowOrigins []string
}

var _ Admission = (*DevelopmentKey)(nil)

// Admit applies the rules one by one; the first that is broken is the *Refusal.
func (d *DevelopmentKey) Admit(r *http.Request) error {
	switch {
	case !isLoopbackAddr(d.Listener) || !boundToLoopback(r):
		return &Refusal{"listener", "The development key answers only on a loopback listener."}
	case !isLoopbackHostPort(r.RemoteAddr):
		return &Refusal{"peer", "The development key answers only clients on the same machine."}
	case !d.ownHost(r.Host):
		return &Refusal{"host", "The development key does not answer under the host name of this request."}
	case !d.ownOrigin(r):
		return &Refusal{"origin", "The development key does not answer pages of this origin; --allow-origin names those that it does."}
	}
	return nil
}

func isLoopbackAddr(a net.Addr) bool {
	tcp, ok := a.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

// boundToLoopback looks at the connection too: a listener given for another one must not open this one.
func boundToLoopback(r *http.Request) bool {
	local, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	return !ok || isLoopbackAddr(local)
}

func isLoopbackHostPort(hostPort string) bool {
	ap, err := netip.ParseAddrPort(hostPort)
	return err == nil && ap.Addr().Unmap().IsLoopback()
}

func (d *DevelopmentKey) ownHost(hostPort string) bool {
	host := HostName(hostPort)
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.Unmap().IsLoopback()
	}
	if d.PublicURL != nil && host != "" && host == HostName(d.PublicURL.Host) {
		return true
	}
	return slices.ContainsFunc([]string{"localhost", "amazonaws.com", "amazoncognito.com"}, func(domain string) bool {
		return host == domain || strings.HasSuffix(host, "."+domain)
	})
}

// ownOrigin compares whole origins (RFC 6454 section 4). "null" is the origin of sandboxes and files: nobody's.
func (d *DevelopmentKey) ownOrigin(r *http.Request) bool {
	values := r.Header.Values("Origin")
	if len(values) == 0 {
		return true
	}
	if len(values) > 1 {
		return false
	}
	origin, ok := normalOrigin(values[0])
	if !ok {
		return false
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	// Host has been found to be one of ours, so a page from there is ours.
	own := []string{scheme + "://" + r.Host}
	if d.PublicURL != nil {
		own = append(own, d.PublicURL.Scheme+"://"+d.PublicURL.Host)
	}
	return slices.ContainsFunc(append(own, d.AllowOrigins...), func(allowed string) bool {
		allowed, ok := normalOrigin(allowed)
		return ok && allowed == origin
	})
}

// normalOrigin writes an origin with its port, since the usual one may be left out.
func normalOrigin(text string) (string, bool) {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "" {
		return "", false
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return u.Scheme + "://" + net.JoinHostPort(HostName(u.Host), port), port != ""
}
