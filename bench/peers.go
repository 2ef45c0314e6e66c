//go:build linux

package main

import (
	"context"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

// nginxConfig is one process that answers from its configuration.
const nginxConfig = `daemon off; master_process off; worker_processes 1; pid %[1]s/nginx.pid; error_log stderr error;
events { worker_connections 1024; }
http {
  access_log off; keepalive_requests 1000000000; default_type application/json; large_client_header_buffers 4 16k;
  server { listen %[2]s; location / { return 200 '%[3]s'; } }
}
`

func (w *world) nginx(ctx context.Context) (*process, string, error) {
	body := string(w.answer)
	if strings.ContainsAny(body, `'\$`) {
		return nil, "", errors.New("the answer has characters that nginx would read its own way")
	}
	return w.configured(ctx, "nginx", nginxConfig, body, "nginx", "-p", w.folder, "-c")
}

// haproxyConfig checks what the gateway checks: algorithm, issuer, expiry, scope, signature; the cheap first.
const haproxyConfig = `global
  nbthread 1
  maxconn 4096
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
frontend api
  bind %[2]s
  http-request deny deny_status 401 unless { http_auth_bearer -m found }
  http-request set-var(txn.bearer) http_auth_bearer
  http-request set-var(txn.alg) var(txn.bearer),jwt_header_query('$.alg')
  http-request deny deny_status 401 unless { var(txn.alg) -m str RS256 }
  http-request deny deny_status 401 unless { var(txn.bearer),jwt_payload_query('$.iss') -m str %[4]s }
  http-request set-var(txn.now) date()
  http-request set-var(txn.exp) var(txn.bearer),jwt_payload_query('$.exp','int')
  http-request deny deny_status 401 if { var(txn.exp),sub(txn.now) -m int lt 0 }
  http-request set-var(txn.scope) var(txn.bearer),jwt_payload_query('$.scope')
  http-request deny deny_status 401 unless { var(txn.scope) -m sub weather-api/get }
  http-request deny deny_status 401 unless { var(txn.bearer),jwt_verify(txn.alg,"%[1]s/pool.pem") -m int 1 }
  http-request return status 200 content-type application/json file %[1]s/answer
`

// haproxy starts HAProxy with the key and issuer of the pool. The answer it gives is ours, byte for byte.
func (w *world) haproxy(ctx context.Context, endpoint string) (*process, string, error) {
	if err := w.keepKey(ctx, endpoint); err != nil {
		return nil, "", err
	}
	r, err := w.apiRequest(ctx, endpoint, w.minted[0])
	if err != nil {
		return nil, "", err
	}
	status, body, err := do(r)
	if err != nil || status != http.StatusOK {
		return nil, "", fmt.Errorf("ask for the answer: %d %w", status, err)
	}
	w.answer = body
	if err := os.WriteFile(filepath.Join(w.folder, "answer"), body, 0o600); err != nil {
		return nil, "", err
	}
	return w.configured(ctx, "haproxy", haproxyConfig, publicURL+"/"+w.poolID, "haproxy", "-db", "-f")
}

// configured starts a server whose last argument is its configuration.
func (w *world) configured(ctx context.Context, name, config, value string, args ...string) (*process, string, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, "", err
	}
	file := filepath.Join(w.folder, name+".conf")
	text := fmt.Sprintf(strings.ReplaceAll(config, "%[4]s", "%[3]s"), w.folder, address, value)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		return nil, "", err
	}
	p, err := w.run(ctx, name, "http://"+address+w.apiPath, 0, append(args, file)...)
	return p, "http://" + address, err
}

// keepKey writes the public key that signed our tokens, as published, in PEM.
func (w *world) keepKey(ctx context.Context, endpoint string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, endpoint+w.jwksPath, nil)
	if err != nil {
		return err
	}
	_, body, err := do(r)
	if err != nil {
		return err
	}
	key, err := publicKey(body, w.minted[0])
	if err != nil {
		return err
	}
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return err
	}
	block := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	return os.WriteFile(filepath.Join(w.folder, "pool.pem"), block, 0o600)
}

// publicKey finds the key of a token in a key set (RFC 7517).
func publicKey(set []byte, token string) (*rsa.PublicKey, error) {
	var keys struct{ Keys []struct{ Kid, N, E string } }
	var header struct{ Kid string }
	first, _, _ := strings.Cut(token, ".")
	raw, err := base64.RawURLEncoding.DecodeString(first)
	if err := errors.Join(err, json.Unmarshal(raw, &header), json.Unmarshal(set, &keys)); err != nil {
		return nil, err
	}
	for _, k := range keys.Keys {
		if k.Kid != header.Kid {
			continue
		}
		n, errN := base64.RawURLEncoding.DecodeString(k.N)
		e, errE := base64.RawURLEncoding.DecodeString(k.E)
		exponent := new(big.Int).SetBytes(e).Int64()
		return &rsa.PublicKey{N: new(big.Int).SetBytes(n), E: int(exponent)}, errors.Join(errN, errE)
	}
	return nil, fmt.Errorf("the key set has no key %s", header.Kid)
}
