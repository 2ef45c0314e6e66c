package client

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/sallyport/sallyport/internal/wire/awshttp/sigv4"
	"github.com/sallyport/sallyport/internal/wire/sallyport"
)

// DefaultEndpoint is where a server listens that nobody told otherwise.
const DefaultEndpoint = "http://127.0.0.1:4566"

// RunFile is the file in the data folder by which the other commands find a running server.
const RunFile = "run.json"

// Run is what a server writes into RunFile while it runs.
type Run struct {
	Endpoint        string `json:"endpoint"`
	PID             int    `json:"pid"`
	Profile         string `json:"profile"`
	Region          string `json:"region"`
	AccountID       string `json:"accountId"`
	AccessKeyID     string `json:"accessKeyId,omitempty"` // development profile only
	SecretAccessKey string `json:"secretAccessKey,omitempty"`
}

// Where says how to find a server. Getenv is the environment.
type Where struct {
	Endpoint string // --endpoint
	Data     string // data folder
	Region   string // --region
	Getenv   func(string) string
}

// Find finds the server and the credentials for it: the flag, then AWS_ENDPOINT_URL, then the data folder's run.json, then
// the default port. Credentials are those of the environment (keys, then AWS_PROFILE in the shared credentials file), then of
// run.json, then the root credentials that a production server wrote into the data folder, then the development key.
func Find(ctx context.Context, w Where) (*AWS, error) {
	run, err := readRun(w.Data)
	if err != nil {
		return nil, err
	}
	endpoint := cmp.Or(w.Endpoint, w.Getenv("AWS_ENDPOINT_URL"), run.Endpoint, DefaultEndpoint)
	if !strings.Contains(endpoint, "://") {
		endpoint = "http://" + endpoint
	}
	if run.Endpoint == "" {
		run = told(ctx, strings.TrimRight(endpoint, "/"))
	}
	creds, err := credentials(w, run)
	if err != nil {
		return nil, err
	}
	return &AWS{
		Endpoint:    strings.TrimRight(endpoint, "/"),
		Region:      cmp.Or(w.Region, w.Getenv("AWS_REGION"), w.Getenv("AWS_DEFAULT_REGION"), run.Region, "us-east-1"),
		Credentials: creds,
		HTTP:        &http.Client{Timeout: 5 * time.Minute},
		Now:         time.Now,
	}, nil
}

// told asks a server on this machine where its data lies, and finds its key and region there: a command that was started in
// another folder must not guess them.
func told(ctx context.Context, endpoint string) Run {
	h, err := Health(ctx, endpoint)
	if err != nil || h.Data == "" {
		return Run{}
	}
	run, err := readRun(h.Data)
	if err != nil || run.Endpoint != endpoint {
		return Run{Region: h.Region}
	}
	return run
}

func readRun(data string) (Run, error) {
	var run Run
	src, err := os.ReadFile(filepath.Join(data, RunFile))
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		return run, nil
	}
	if err != nil {
		return run, err
	}
	if err := json.Unmarshal(src, &run); err != nil {
		return run, fmt.Errorf("%s: %w", filepath.Join(data, RunFile), err)
	}
	return run, nil
}

func credentials(w Where, run Run) (sigv4.Credentials, error) {
	if id, secret := w.Getenv("AWS_ACCESS_KEY_ID"), w.Getenv("AWS_SECRET_ACCESS_KEY"); id != "" && secret != "" {
		return sigv4.Credentials{AccessKeyID: id, SecretAccessKey: secret, SessionToken: w.Getenv("AWS_SESSION_TOKEN")}, nil
	}
	if shared, err := sharedCredentials(w.Getenv); shared.AccessKeyID != "" || err != nil {
		return shared, err
	}
	if run.AccessKeyID != "" {
		return sigv4.Credentials{AccessKeyID: run.AccessKeyID, SecretAccessKey: run.SecretAccessKey}, nil
	}
	root, err := readCredentials(filepath.Join(w.Data, "root-credentials"), "default")
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		root, err = sigv4.Credentials{}, nil // there is none, or none for this user
	}
	if err != nil || root.AccessKeyID != "" {
		return root, err
	}
	return sigv4.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
}

// ErrNotSallyport says that something else listens at the address.
var ErrNotSallyport = errors.New("is not a Sallyport server")

// Health asks a server who it is. An error that is ErrNotSallyport means that something else answered.
func Health(ctx context.Context, endpoint string) (*sallyport.Health, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, endpoint+"/_sallyport/health", nil)
	if err != nil {
		return nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, unreachable(endpoint, err)
	}
	defer resp.Body.Close()
	var h sallyport.Health
	body, err := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	if err != nil || json.Unmarshal(body, &h) != nil || h.Product != sallyport.Product {
		return nil, fmt.Errorf("what answers at %s %w", endpoint, ErrNotSallyport)
	}
	return &h, nil
}

// Own calls one of the program's own addresses, such as /_sallyport/outbox.
func (a *AWS) Own(ctx context.Context, method, path string, in, out any) error {
	var body io.Reader
	if in != nil {
		src, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = strings.NewReader(string(src))
	}
	req, err := http.NewRequestWithContext(ctx, method, a.Endpoint+path, body)
	if err != nil {
		return err
	}
	resp, err := a.HTTP.Do(req)
	if err != nil {
		return unreachable(a.Endpoint, err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return err
	}
	if resp.StatusCode >= 300 {
		return parseError(resp, answer)
	}
	return json.Unmarshal(answer, out)
}
