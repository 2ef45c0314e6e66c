package sigv4

import (
	"encoding/json"
	"net/http"
	"net/textproto"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// vector is one folder of the published signing test suite.
type vector struct {
	dir     string
	request *Request
	context struct {
		Credentials struct {
			ID     string `json:"access_key_id"`
			Secret string `json:"secret_access_key"`
			Token  string `json:"token"`
		} `json:"credentials"`
		Expires   int       `json:"expiration_in_seconds"`
		Normalize bool      `json:"normalize"`
		Region    string    `json:"region"`
		Service   string    `json:"service"`
		SignBody  bool      `json:"sign_body"`
		OmitToken bool      `json:"omit_session_token"`
		Time      time.Time `json:"timestamp"`
	}
}

func (v *vector) options() *Options {
	return &Options{
		Services: []string{v.context.Service}, Regions: []string{v.context.Region},
		KeepPath: !v.context.Normalize, TokenUnsigned: v.context.OmitToken,
	}
}

func (v *vector) credentials() Credentials {
	c := v.context.Credentials
	return Credentials{AccessKeyID: c.ID, SecretAccessKey: c.Secret, SessionToken: c.Token}
}

func (v *vector) read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(v.dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// eachVector runs f for every vector, whose request is taken from the file.
func eachVector(t *testing.T, file string, f func(*testing.T, *vector)) {
	t.Helper()
	root := os.Getenv("SALLYPORT_VECTORS")
	if root == "" {
		t.Skip("SALLYPORT_VECTORS is not set: the published SigV4 vectors were not run")
	}
	dirs, err := filepath.Glob(filepath.Join(root, "sigv4", "*", "context.json"))
	if err != nil || len(dirs) < 38 {
		t.Fatalf("SALLYPORT_VECTORS=%s: found %d vectors, want 38 or more (%v)", root, len(dirs), err)
	}
	for _, path := range dirs {
		t.Run(filepath.Base(filepath.Dir(path)), func(t *testing.T) {
			t.Parallel()
			v := &vector{dir: filepath.Dir(path)}
			if err := json.Unmarshal([]byte(v.read(t, "context.json")), &v.context); err != nil {
				t.Fatal(err)
			}
			v.request = rawRequest(t, v.read(t, file))
			f(t, v)
		})
	}
}

// rawRequest reads a request as it is written in the suite, which net/http
// would refuse: targets with spaces, folded headers.
func rawRequest(t *testing.T, text string) *Request {
	t.Helper()
	head, body, _ := strings.Cut(text, "\n\n")
	lines := strings.Split(strings.TrimRight(head, "\n"), "\n")
	method, rest, _ := strings.Cut(lines[0], " ")
	target, ok := strings.CutSuffix(rest, " HTTP/1.1")
	if !ok {
		t.Fatalf("request line %q", lines[0])
	}
	r := &Request{Method: method, Header: http.Header{}, Body: []byte(strings.TrimSuffix(body, "\n"))}
	r.RawPath, r.RawQuery, _ = strings.Cut(target, "?")
	last := ""
	for _, line := range lines[1:] {
		if strings.HasPrefix(line, " ") {
			values := r.Header[last]
			values[len(values)-1] += "\n" + line
			continue
		}
		name, value, _ := strings.Cut(line, ":")
		last = textproto.CanonicalMIMEHeaderKey(name)
		r.Header[last] = append(r.Header[last], value)
	}
	r.Host = r.Header.Get("Host")
	r.Header.Del("Host")
	return r
}

func TestVectorsVerify(t *testing.T) {
	t.Parallel()
	for _, form := range []string{"header", "query"} {
		t.Run(form, func(t *testing.T) {
			t.Parallel()
			eachVector(t, form+"-signed-request.txt", func(t *testing.T, v *vector) { v.verify(t, form) })
		})
	}
}

func (v *vector) verify(t *testing.T, form string) {
	s, err := Parse(v.request)
	if err != nil {
		t.Fatal(err)
	}
	o, secret := v.options(), v.context.Credentials.Secret
	if err := s.Verify(v.request, secret, v.context.Time, o); err != nil {
		t.Errorf("Verify = %v", err)
	}
	if err := s.Verify(v.request, secret+"x", v.context.Time, o); !isReason(err, ReasonSignatureMismatch) {
		t.Errorf("Verify with another secret = %v", err)
	}
	if got, want := s.hex, v.read(t, form+"-signature.txt"); got != want {
		t.Errorf("parsed signature %s, want %s", got, want)
	}
	if s.Token != v.context.Credentials.Token || s.Presigned != (form == "query") {
		t.Errorf("token %q, presigned %v", s.Token, s.Presigned)
	}
	var c scratch
	if err := c.build(v.request, s, HashPayload(v.request.Body), o); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(v.read(t, form+"-canonical-request.txt"), string(c.canonical)); diff != "" {
		t.Errorf("canonical request (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(v.read(t, form+"-string-to-sign.txt"), string(c.toSign)); diff != "" {
		t.Errorf("string to sign (-want +got):\n%s", diff)
	}
}

// TestVectorsSign signs the bare request and compares with the suite's signature.
func TestVectorsSign(t *testing.T) {
	t.Parallel()
	eachVector(t, "request.txt", func(t *testing.T, v *vector) {
		r, creds := v.request, v.credentials()
		hash := HashPayload(r.Body)
		r.Header.Set("X-Amz-Date", v.context.Time.Format(timeFormat))
		if creds.SessionToken != "" && !v.context.OmitToken {
			r.Header.Set("X-Amz-Security-Token", creds.SessionToken)
		}
		if v.context.SignBody {
			r.Header.Set("X-Amz-Content-Sha256", hash)
		}
		s := newClaim(r, creds, v.context.Region, v.context.Service, v.context.Time)
		got, err := s.sign(r, creds.SecretAccessKey, hash, v.options())
		if err != nil {
			t.Fatal(err)
		}
		if want := v.read(t, "header-signature.txt"); got != want {
			t.Errorf("signature %s, want %s", got, want)
		}
	})
}

// TestVectorUnsignedTokenRefused is why TokenUnsigned has to be asked for.
func TestVectorUnsignedTokenRefused(t *testing.T) {
	t.Parallel()
	eachVector(t, "header-signed-request.txt", func(t *testing.T, v *vector) {
		o := v.options()
		o.TokenUnsigned = false
		err := Verify(v.request, v.context.Credentials.Secret, v.context.Time, o)
		if refused := isReason(err, ReasonHeaderUnsigned); refused != v.context.OmitToken {
			t.Errorf("Verify = %v, token added after signing: %v", err, v.context.OmitToken)
		}
	})
}
