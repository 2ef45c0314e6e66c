//go:build linux

package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"
)

const seenTokens = 100

// seen is a request with a token that the server has seen before.
func (w *world) seen(ctx context.Context) (*section, error) {
	s := &section{
		title: "A request with a token seen before",
		about: fmt.Sprintf("GET on the protected mock method of the example, %d tokens in turn, %d connections.", seenTokens, connections),
		goals: []goal{{"HAProxy jwt_verify", 3}, {"nginx static, no token", 0.30}},
	}
	return s, w.gatewayCase(ctx, s, seenTokens, true)
}

// fresh is a request with a token that was never seen, or so long ago that it is forgotten.
func (w *world) fresh(ctx context.Context) (*section, error) {
	s := &section{
		title: "A request with a token never seen",
		about: fmt.Sprintf("The same with %d tokens in turn, twice as many as the cache of verified tokens holds.", w.o.fresh),
		goals: []goal{{"HAProxy jwt_verify", 0.75}},
	}
	return s, w.gatewayCase(ctx, s, w.o.fresh, false)
}

const connections = 64

func (w *world) gatewayCase(ctx context.Context, s *section, tokens int, static bool) error {
	info, infoAt, err := w.serveCopy(ctx, "info")
	if err != nil {
		return err
	}
	warn, warnAt, err := w.serveCopy(ctx, "warn", "--log-level", "warn")
	if err != nil {
		return err
	}
	if err := w.mint(ctx, infoAt, tokens); err != nil {
		return err
	}
	l, err := w.bearerLoad(ctx, infoAt, w.minted[:tokens])
	if err != nil {
		return err
	}
	haproxy, haproxyAt, err := w.haproxy(ctx, infoAt)
	if err != nil {
		return err
	}
	contenders := []contender{
		w.served("Sallyport", info, l, w.guards(ctx, infoAt)),
		w.served("Sallyport, --log-level warn", warn, l.at(warnAt), w.guards(ctx, warnAt)),
		w.served("HAProxy jwt_verify", haproxy, l.at(haproxyAt), w.guards(ctx, haproxyAt)),
	}
	if static {
		more, err := w.staticContenders(ctx, l)
		if err != nil {
			return err
		}
		contenders = append(contenders, more...)
	}
	s.context = fmt.Sprintf("Tokens of %d bytes, an answer of %d bytes.", len(w.minted[0]), len(w.answer))
	if s.rows, err = w.race(ctx, contenders...); err != nil {
		return err
	}
	return w.release()
}

// staticContenders give the same answer to everybody: what is left of the cost when nothing is checked.
func (w *world) staticContenders(ctx context.Context, l *load) ([]contender, error) {
	nginx, at, err := w.nginx(ctx)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, at+w.apiPath, nil)
	if err != nil {
		return nil, err
	}
	plain, err := w.newLoad("plain", at, connections, []*http.Request{r})
	if err != nil {
		return nil, err
	}
	bare, bareAt, err := w.bare(ctx, "static", w.answer)
	if err != nil {
		return nil, err
	}
	return []contender{
		w.served("nginx static, no token", nginx, plain, nil),
		w.served("nginx static, token ignored", nginx, l.at(at), nil),
		w.served("bare net/http, token ignored", bare, l.at(bareAt), nil),
	}, nil
}

func (w *world) bearerLoad(ctx context.Context, endpoint string, tokens []string) (*load, error) {
	requests := make([]*http.Request, len(tokens))
	for i, text := range tokens {
		r, err := w.apiRequest(ctx, endpoint, text)
		if err != nil {
			return nil, err
		}
		requests[i] = r
	}
	return w.newLoad(fmt.Sprintf("bearer-%d", len(tokens)), endpoint, connections, requests)
}

func (w *world) apiRequest(ctx context.Context, endpoint, token string) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, endpoint+w.apiPath, nil)
	if err == nil && token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	return r, err
}

// guards is the check that a server opens to a good token alone. A fast server that lets everybody in is not fast.
func (w *world) guards(ctx context.Context, endpoint string) func() error {
	good := w.minted[0]
	signature := good[strings.LastIndexByte(good, '.')+1:]
	forged := strings.TrimSuffix(good, signature) + reversed(signature)
	return func() error {
		for _, c := range []struct {
			token string
			want  int
		}{{good, http.StatusOK}, {forged, http.StatusUnauthorized}, {"", http.StatusUnauthorized}} {
			r, err := w.apiRequest(ctx, endpoint, c.token)
			if err != nil {
				return err
			}
			status, body, err := do(r)
			if err != nil {
				return err
			}
			if status != c.want {
				return fmt.Errorf("the token %.20s… is answered %d %s, not %d", c.token, status, body, c.want)
			}
		}
		return nil
	}
}

// reversed keeps the letters of a signature, so that it stays base64url, and the last one, whose low bits must be zero.
func reversed(text string) string {
	b := []byte(text)
	for i, j := 0, len(b)-2; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return string(b)
}
