package e2e

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// answer is the last answer of a server.
type answer struct {
	status int
	header http.Header
	body   string
}

func cutPrefix(s, prefix string) (string, bool) { return strings.CutPrefix(s, prefix) }

// send sends METHOD URL with headers (k:v) and a body (@file or -text). Redirects are not followed.
func send(ts *testscript.TestScript, args []string) (answer, error) {
	if len(args) < 2 {
		ts.Fatalf("usage: http METHOD URL [k:v]... [@file | -text]")
	}
	var body io.Reader
	header := http.Header{}
	for _, a := range args[2:] {
		if file, ok := cutPrefix(a, "@"); ok {
			body = strings.NewReader(ts.ReadFile(file))
		} else if text, ok := cutPrefix(a, "-"); ok {
			body = strings.NewReader(text)
		} else if k, v, ok := strings.Cut(a, ":"); ok {
			header.Add(k, strings.TrimSpace(v))
		} else {
			ts.Fatalf("%q is neither k:v nor a body", a)
		}
	}
	req, err := http.NewRequest(args[0], args[1], body)
	ts.Check(err)
	req.Header = header
	if host := header.Get("Host"); host != "" {
		req.Host = host
	}
	client := &http.Client{
		Timeout:       patience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	resp, err := client.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	return answer{resp.StatusCode, resp.Header, string(text)}, err
}

func cmdHTTP(ts *testscript.TestScript, neg bool, args []string) {
	a, err := send(ts, args)
	if (err != nil) != neg {
		ts.Fatalf("http %q: %v", args, err)
	}
	of(ts).answer = a
	ts.Logf("%d %s", a.status, a.body)
}

func cmdStatus(ts *testscript.TestScript, neg bool, args []string) {
	a := of(ts).answer
	if got := strconv.Itoa(a.status); (got == args[0]) == neg {
		ts.Fatalf("status %s, want %s: %s\n%s", got, args[0], a.body, explain(a))
	}
}

func explain(a answer) string { return a.header.Get("X-Sallyport-Explain") }

func cmdHeader(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: header NAME REGEXP")
	}
	values := of(ts).answer.header.Values(args[0])
	found := false
	for _, v := range values {
		found = found || regexp.MustCompile(args[1]).MatchString(v)
	}
	if found == neg {
		ts.Fatalf("header %s is %q, want %s", args[0], values, args[1])
	}
}

func cmdBody(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: body REGEXP")
	}
	a := of(ts).answer
	if regexp.MustCompile(args[0]).MatchString(a.body) == neg {
		ts.Fatalf("the body is %s, want %s", a.body, args[0])
	}
}

// at walks a dotted path through JSON: keys and list indexes.
func at(doc, path string) (string, error) {
	dec := json.NewDecoder(strings.NewReader(doc))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return "", fmt.Errorf("not JSON: %s", doc)
	}
	for _, key := range strings.Split(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			next, ok := x[key]
			if !ok {
				return "", fmt.Errorf("no %s in %s", path, doc)
			}
			v = next
		case []any:
			i, err := strconv.Atoi(key)
			if err != nil || i < 0 || i >= len(x) {
				return "", fmt.Errorf("no %s in %s", path, doc)
			}
			v = x[i]
		default:
			return "", fmt.Errorf("no %s in %s", path, doc)
		}
	}
	if s, ok := v.(string); ok {
		return s, nil
	}
	text, err := json.Marshal(v)
	return string(text), err
}

func cmdJSON(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: json PATH VALUE")
	}
	got, err := at(of(ts).answer.body, args[0])
	if (err == nil && got == args[1]) == neg {
		ts.Fatalf("%s is %q (%v), want %q", args[0], got, err, args[1])
	}
}

func cmdKeep(ts *testscript.TestScript, _ bool, args []string) {
	got, err := at(of(ts).answer.body, args[1])
	ts.Check(err)
	ts.Setenv(args[0], got)
}

// cmdVariable keeps a value of the JSON that the last program printed: variable VAR PATH.
func cmdVariable(ts *testscript.TestScript, _ bool, args []string) {
	got, err := at(ts.ReadFile("stdout"), args[1])
	ts.Check(err)
	ts.Setenv(args[0], got)
}

func cmdToken(ts *testscript.TestScript, _ bool, args []string) {
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {ts.Getenv("CLIENT_ID")}, "client_secret": {ts.Getenv("CLIENT_SECRET")}}
	if len(args) > 1 {
		form.Set("scope", args[1])
	}
	cmdHTTP(ts, false, []string{"POST", ts.Getenv("DOMAIN") + "/oauth2/token", "Content-Type:application/x-www-form-urlencoded", "-" + form.Encode()})
	if a := of(ts).answer; a.status != 200 {
		ts.Fatalf("no token: %d %s", a.status, a.body)
	}
	cmdKeep(ts, false, []string{args[0], "access_token"})
}

func cmdClaim(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: claim VAR NAME REGEXP")
	}
	parts := strings.Split(ts.Getenv(args[0]), ".")
	if len(parts) != 3 {
		ts.Fatalf("%s is not a token", args[0])
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	ts.Check(err)
	got, err := at(string(payload), args[1])
	if (err == nil && regexp.MustCompile(args[2]).MatchString(got)) == neg {
		ts.Fatalf("claim %s is %q (%v), want %s", args[1], got, err, args[2])
	}
}

// cmdEventually repeats a request until its answer matches: eventually REGEXP METHOD URL [k:v]...
func cmdEventually(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: eventually REGEXP METHOD URL [k:v]...")
	}
	want := regexp.MustCompile(args[0])
	var last string
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		a, err := send(ts, args[1:])
		last = fmt.Sprintf("%d %s %v", a.status, a.body, err)
		if err == nil && want.MatchString(last) {
			of(ts).answer = a
			return
		}
	}
	ts.Fatalf("never matched %s; last answer: %s", args[0], last)
}

// cmdForge makes bad tokens of a good one: forge VAR TOKEN KIND.
func cmdForge(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: forge VAR TOKEN KIND")
	}
	forged, err := forge(args[1], args[2], ts.Getenv("JWKS"))
	ts.Check(err)
	ts.Setenv(args[0], forged)
}
