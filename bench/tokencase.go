//go:build linux

package main

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	_ "embed"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

//go:embed load/oidc-provider.mjs
var oidcProvider []byte

const tokenConnections = 32

// tokens is the token endpoint: client_credentials, an RS256 access token.
func (w *world) tokens(ctx context.Context) (*section, error) {
	s := &section{
		title: "A token by client credentials",
		about: fmt.Sprintf("POST to the token endpoint of the pool's domain, %d connections. The bare loop signs with crypto/rsa and a precomputed 2048-bit key, and does nothing else.", tokenConnections),
		goals: []goal{{"bare RS256 signature", 0.92}},
	}
	ours, at, err := w.serveCopy(ctx, "tokens")
	if err != nil {
		return nil, err
	}
	r, err := w.tokenRequest(ctx, at)
	if err != nil {
		return nil, err
	}
	l, err := w.newLoad("token", at, tokenConnections, []*http.Request{r})
	if err != nil {
		return nil, err
	}
	contenders := []contender{w.served("Sallyport", ours, l, w.refusesSecret(ctx, at)), {"bare RS256 signature", w.signed}}
	if w.o.peers != "" {
		peer, err := w.oidcProvider(ctx)
		if err != nil {
			return nil, err
		}
		contenders = append(contenders, *peer)
	}
	if s.rows, err = w.race(ctx, contenders...); err != nil {
		return nil, err
	}
	return s, w.release()
}

// refusesSecret is the check that a wrong secret gets no token.
func (w *world) refusesSecret(ctx context.Context, endpoint string) func() error {
	return func() error {
		wrong := *w
		wrong.secret = "wrong"
		r, err := wrong.tokenRequest(ctx, endpoint)
		if err != nil {
			return err
		}
		status, body, err := do(r)
		if err == nil && status != http.StatusBadRequest {
			err = fmt.Errorf("a wrong secret is answered %d %s", status, body)
		}
		return err
	}
}

// oidcProvider is the fastest certified provider there is for Node, with everything in memory.
func (w *world) oidcProvider(ctx context.Context) (*contender, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	script := filepath.Join(w.o.peers, "oidc-provider.mjs") // beside node_modules, where Node looks
	if err := os.WriteFile(script, oidcProvider, 0o600); err != nil {
		return nil, err
	}
	_, port, _ := strings.Cut(address, ":")
	p, err := w.run(ctx, "oidc-provider", "http://"+address+"/jwks", http.StatusOK, "node", script, port)
	if err != nil {
		return nil, err
	}
	form := url.Values{
		"grant_type": {"client_credentials"}, "client_id": {"bench"}, "client_secret": {"secret"},
		"resource": {"urn:weather"}, "scope": {"get post"},
	}.Encode()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+address+"/token", strings.NewReader(form))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	l, err := w.newLoad("oidc", "http://"+address, tokenConnections, []*http.Request{r})
	if err != nil {
		return nil, err
	}
	c := w.served("oidc-provider (Node, memory)", p, l, nil)
	return &c, nil
}

// signed measures the bare loop, which counts for itself.
func (w *world) signed(ctx context.Context) (*sample, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	out, err := exec.CommandContext(ctx, "taskset", "-c", serverCore, self, "sign", "-for", w.o.sample.String()).Output()
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	var said signing
	if err := json.Unmarshal(out, &said); err != nil {
		return nil, err
	}
	return &sample{cpu: said.CPU / time.Duration(said.Signatures), share: said.CPU.Seconds() / said.Wall.Seconds()}, nil
}

// signing is what the loop tells.
type signing struct {
	Signatures int
	CPU, Wall  time.Duration
}

// signLoop is `bench sign`.
func signLoop(args []string) error {
	f := flag.NewFlagSet("sign", flag.ContinueOnError)
	length := f.Duration("for", time.Second, "how long")
	if err := f.Parse(args); err != nil {
		return err
	}
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return err
	}
	digest := sha256.Sum256([]byte("token"))
	var said signing
	before, err := ownCPU()
	if err != nil {
		return err
	}
	for begin := time.Now(); said.Wall < *length; said.Wall = time.Since(begin) {
		if _, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, digest[:]); err != nil {
			return err
		}
		said.Signatures++
	}
	after, err := ownCPU()
	said.CPU = after - before
	return errors.Join(err, json.NewEncoder(os.Stdout).Encode(said))
}

func ownCPU() (time.Duration, error) {
	var u syscall.Rusage
	err := syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), err
}
