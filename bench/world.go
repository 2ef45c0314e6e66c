//go:build linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
)

// publicURL is in every token, so that each server may have a port of its own.
const publicURL = "https://api.example.com"

// world is a deployed example: its data, which every server under test gets a copy of, and tokens for it.
type world struct {
	o       *options
	folder  string
	script  string // of wrk
	running []*process

	apiPath, tokenPath string
	poolID             string
	clientID, secret   string
	jwksPath           string
	minted             []string
	answer             []byte // of the protected method
}

func newWorld(ctx context.Context, o *options) (w *world, err error) {
	w = &world{o: o, folder: o.work}
	if w.folder == "" {
		if w.folder, err = os.MkdirTemp("", "sallyport-bench-"); err != nil {
			return nil, err
		}
	}
	w.script = filepath.Join(w.folder, "replay.lua")
	if err := os.WriteFile(w.script, replay, 0o600); err != nil {
		return nil, err
	}
	if err := w.deploy(ctx); err != nil {
		return nil, errors.Join(err, w.close())
	}
	return w, nil
}

// close stops every program that was started.
func (w *world) close() error {
	var errs []error
	for _, p := range w.running {
		errs = append(errs, p.stop())
	}
	w.running = nil
	if w.o.work == "" {
		errs = append(errs, os.RemoveAll(w.folder))
	}
	return errors.Join(errs...)
}

// run starts a program that stays until the end.
func (w *world) run(ctx context.Context, name, url string, status int, args ...string) (*process, error) {
	p, err := spawn(serverCore, filepath.Join(w.folder, name+".log"), args...)
	if err != nil {
		return nil, err
	}
	w.running = append(w.running, p)
	if err := p.answers(ctx, url, status); err != nil {
		return nil, err
	}
	return p, nil
}

// release stops programs before the end: their memory and their timers are in nobody's way.
func (w *world) release() error {
	var errs []error
	for _, p := range w.running {
		errs = append(errs, p.stop())
	}
	w.running = nil
	return errors.Join(errs...)
}

// deploy puts the example on a fresh server in the production profile.
func (w *world) deploy(ctx context.Context) error {
	data := filepath.Join(w.folder, "data")
	if err := os.RemoveAll(data); err != nil {
		return err
	}
	_, _, err := w.serve(ctx, "deploy", data)
	if err != nil {
		return err
	}
	out, err := exec.CommandContext(ctx, w.o.binary, "deploy", "--data", data, "--region", "eu-west-1", "--json", w.o.example).Output()
	if err != nil {
		return fmt.Errorf("deploy %s: %w", w.o.example, err)
	}
	if err := w.learn(out); err != nil {
		return err
	}
	return w.release()
}

// learn reads the summary of a deployment.
func (w *world) learn(doc []byte) error {
	var s struct {
		APIs      []struct{ ID, Stage string }
		UserPools []struct {
			ID, DomainURL string
			Clients       []struct{ ID, Secret string }
		}
	}
	if err := json.Unmarshal(doc, &s); err != nil {
		return fmt.Errorf("read the summary: %w", err)
	}
	if len(s.APIs) != 1 || len(s.UserPools) != 1 || len(s.UserPools[0].Clients) != 1 {
		return fmt.Errorf("the example has not one API, one pool and one client: %s", doc)
	}
	pool := s.UserPools[0]
	domain, err := url.Parse(pool.DomainURL)
	if err != nil {
		return err
	}
	w.apiPath = "/_aws/execute-api/" + s.APIs[0].ID + "/" + s.APIs[0].Stage
	w.tokenPath, w.jwksPath = domain.Path+"/oauth2/token", "/"+pool.ID+"/.well-known/jwks.json"
	w.poolID, w.clientID, w.secret = pool.ID, pool.Clients[0].ID, pool.Clients[0].Secret
	return nil
}

// serve starts the program over a data folder.
func (w *world) serve(ctx context.Context, name, data string, flags ...string) (*process, string, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, "", err
	}
	args := append([]string{w.o.binary, "serve", "--listen", address, "--data", data, "--public-url", publicURL}, flags...)
	p, err := w.run(ctx, name, "http://"+address+"/_sallyport/health", http.StatusOK, args...)
	return p, "http://" + address, err
}

// serveCopy starts the program over a copy of the deployed data: two servers do not share a folder.
func (w *world) serveCopy(ctx context.Context, name string, flags ...string) (*process, string, error) {
	data := filepath.Join(w.folder, "data-"+name)
	if err := os.RemoveAll(data); err != nil {
		return nil, "", err
	}
	// With the modes: the program refuses keys that are open to others.
	if err := exec.CommandContext(ctx, "cp", "-a", filepath.Join(w.folder, "data"), data).Run(); err != nil {
		return nil, "", fmt.Errorf("copy the data: %w", err)
	}
	return w.serve(ctx, name, data, flags...)
}

// freeAddress finds a port that nobody uses.
func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}
