//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/sallyport/sallyport/internal/wire/awshttp/sigv4"
)

// describe is a control plane operation: signed, validated, authorised, read from the database.
func (w *world) describe(ctx context.Context) (*section, error) {
	s := &section{
		title: "DescribeUserPool",
		about: fmt.Sprintf("Signed with Signature Version 4, %d connections. The bare handler decodes and encodes the same JSON with encoding/json on net/http; it checks nothing and reads nothing.", connections),
	}
	ours, at, err := w.serveCopy(ctx, "describe")
	if err != nil {
		return nil, err
	}
	sign, err := w.signer(filepath.Join(w.folder, "data-describe", "root-credentials"))
	if err != nil {
		return nil, err
	}
	r, err := w.describeRequest(ctx, at, sign)
	if err != nil {
		return nil, err
	}
	status, body, err := do(r)
	if err != nil || status != http.StatusOK {
		return nil, fmt.Errorf("DescribeUserPool: %d %s %w", status, body, err)
	}
	bare, bareAt, err := w.bare(ctx, "describe", body)
	if err != nil {
		return nil, err
	}
	l, err := w.describeLoad(ctx, at, sign)
	if err != nil {
		return nil, err
	}
	s.context = fmt.Sprintf("An answer of %d bytes.", len(body))
	s.rows, err = w.race(ctx,
		w.served("Sallyport", ours, l, w.refusesSignature(ctx, at)), w.served("bare net/http and encoding/json", bare, l.at(bareAt), nil))
	return s, errors.Join(err, w.release())
}

// describeLoad signs at this moment: a signature is good for some minutes, which is more than a case takes.
func (w *world) describeLoad(ctx context.Context, endpoint string, sign func(*http.Request, string) error) (*load, error) {
	r, err := w.describeRequest(ctx, endpoint, sign)
	if err != nil {
		return nil, err
	}
	return w.newLoad("describe", endpoint, connections, []*http.Request{r})
}

func (w *world) describeRequest(ctx context.Context, endpoint string, sign func(*http.Request, string) error) (*http.Request, error) {
	body := `{"UserPoolId":"` + w.poolID + `"}`
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, endpoint+"/", strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	r.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService.DescribeUserPool")
	return r, sign(r, body)
}

// refusesSignature is the check that a signature by another secret opens nothing.
func (w *world) refusesSignature(ctx context.Context, endpoint string) func() error {
	forge := signWith(sigv4.Credentials{AccessKeyID: "AKIAIOSFODNN7EXAMPLE", SecretAccessKey: "wrong"})
	return func() error {
		r, err := w.describeRequest(ctx, endpoint, forge)
		if err != nil {
			return err
		}
		status, body, err := do(r)
		if err == nil && status != http.StatusBadRequest && status != http.StatusForbidden {
			err = fmt.Errorf("a forged signature is answered %d %s", status, body)
		}
		return err
	}
}

// signer reads the root's key.
func (w *world) signer(file string) (func(*http.Request, string) error, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var c sigv4.Credentials
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " = ")
		switch name {
		case "aws_access_key_id":
			c.AccessKeyID = value
		case "aws_secret_access_key":
			c.SecretAccessKey = value
		}
	}
	return signWith(c), nil
}

func signWith(c sigv4.Credentials) func(*http.Request, string) error {
	return func(r *http.Request, body string) error {
		return sigv4.Sign(r, sigv4.HashPayload([]byte(body)), c, "eu-west-1", "cognito-idp", time.Now())
	}
}
