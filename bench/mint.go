//go:build linux

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"
)

// mint makes sure that there are n tokens, made by the program itself.
func (w *world) mint(ctx context.Context, endpoint string, n int) error {
	fmt.Fprintf(os.Stderr, "  minting %d tokens\n", n-len(w.minted))
	var mu sync.Mutex
	var failed error
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for {
				mu.Lock()
				enough := len(w.minted) >= n || failed != nil
				mu.Unlock()
				if enough {
					return
				}
				text, err := w.token(ctx, endpoint)
				mu.Lock()
				if w.minted = append(w.minted, text); err != nil {
					failed = err
				}
				mu.Unlock()
			}
		})
	}
	group.Wait()
	return failed
}

func (w *world) token(ctx context.Context, endpoint string) (string, error) {
	r, err := w.tokenRequest(ctx, endpoint)
	if err != nil {
		return "", err
	}
	status, body, err := do(r)
	var t struct {
		Token string `json:"access_token"`
	}
	if err == nil {
		err = json.Unmarshal(body, &t)
	}
	if err != nil || t.Token == "" {
		return "", fmt.Errorf("ask for a token: %d %s %w", status, body, err)
	}
	return t.Token, nil
}

func (w *world) tokenRequest(ctx context.Context, endpoint string) (*http.Request, error) {
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {w.clientID}, "client_secret": {w.secret}}.Encode()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, endpoint+w.tokenPath, strings.NewReader(form))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r, nil
}

// do sends a request and reads the whole answer.
func do(r *http.Request) (int, []byte, error) {
	client := &http.Client{Timeout: 10 * time.Second}
	answer, err := client.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	return answer.StatusCode, body, err
}
