package client

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func env(pairs ...string) func(string) string {
	m := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return func(name string) string { return m[name] }
}

func file(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// nowhere is an address at which nobody answers.
const nowhere = "http://127.0.0.1:1"

func TestFindOrder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file(t, dir, RunFile, `{"endpoint":"http://127.0.0.1:2","region":"eu-west-3","accessKeyId":"RUN","secretAccessKey":"run"}`)
	bare := t.TempDir()
	file(t, bare, "root-credentials", "[default]\naws_access_key_id = ROOT\naws_secret_access_key = root\n")
	shared := file(t, dir, "credentials", "[default]\naws_access_key_id = D\naws_secret_access_key = d\n[ci]\naws_access_key_id=CI\naws_secret_access_key=c=i\naws_session_token=tok\n")
	for name, c := range map[string]struct {
		where                         Where
		endpoint, region, key, secret string
	}{
		"the run file":    {Where{Data: dir, Getenv: env()}, "http://127.0.0.1:2", "eu-west-3", "RUN", "run"},
		"the environment": {Where{Data: dir, Getenv: env("AWS_ENDPOINT_URL", nowhere+"/", "AWS_REGION", "r-1", "AWS_ACCESS_KEY_ID", "E", "AWS_SECRET_ACCESS_KEY", "e")}, nowhere, "r-1", "E", "e"},
		"the flags":       {Where{Data: dir, Endpoint: "127.0.0.1:3", Region: "f-1", Getenv: env("AWS_ENDPOINT_URL", nowhere, "AWS_REGION", "r-1")}, "http://127.0.0.1:3", "f-1", "RUN", "run"},
		"a profile":       {Where{Data: dir, Getenv: env("AWS_SHARED_CREDENTIALS_FILE", shared, "AWS_PROFILE", "ci")}, "http://127.0.0.1:2", "eu-west-3", "CI", "c=i"},
		"a file":          {Where{Data: dir, Getenv: env("AWS_SHARED_CREDENTIALS_FILE", shared)}, "http://127.0.0.1:2", "eu-west-3", "D", "d"},
		"root":            {Where{Data: bare, Endpoint: nowhere, Getenv: env()}, nowhere, "us-east-1", "ROOT", "root"},
		"nothing":         {Where{Data: filepath.Join(dir, "gone"), Endpoint: nowhere, Getenv: env()}, nowhere, "us-east-1", "test", "test"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := Find(t.Context(), c.where)
			if err != nil {
				t.Fatal(err)
			}
			if got.Endpoint != c.endpoint || got.Region != c.region || got.Credentials.AccessKeyID != c.key || got.Credentials.SecretAccessKey != c.secret {
				t.Errorf("got %s %s %s", got.Endpoint, got.Region, got.Credentials.AccessKeyID)
			}
		})
	}
	for name, where := range map[string]Where{
		"a profile that is not there": {Data: dir, Getenv: env("AWS_SHARED_CREDENTIALS_FILE", shared, "AWS_PROFILE", "nobody")},
		"a broken run file":           {Data: filepath.Dir(file(t, t.TempDir(), RunFile, "{")), Getenv: env()},
	} {
		if _, err := Find(t.Context(), where); err == nil {
			t.Errorf("%s must be an error", name)
		}
	}
}

func TestErrorsAreRead(t *testing.T) {
	t.Parallel()
	failed := &FailedError{Stack: "s", Status: "ROLLBACK_COMPLETE", Failures: []Event{{LogicalID: "A", Type: "T", Reason: "why"}}, RolledBack: []string{"B"}}
	for _, want := range []string{"stack s failed: ROLLBACK_COMPLETE", "A (T): why", "rolled back: B"} {
		if !strings.Contains(failed.Error(), want) {
			t.Errorf("%q misses %q", failed.Error(), want)
		}
	}
	for e, want := range map[*Error]string{
		{Status: 400, Code: "C", Message: "m"}: "C: m", {Status: 404, Code: "C"}: "C (status 404)", {Message: "m"}: "m",
	} {
		if e.Error() != want {
			t.Errorf("got %q, want %q", e.Error(), want)
		}
	}
}
