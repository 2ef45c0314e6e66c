package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// state is what a scenario remembers between its commands.
type state struct {
	program *exec.Cmd
	ended   chan error
	stderr  *lockedBuffer
	answer  answer
}

type stateKey struct{}

func of(ts *testscript.TestScript) *state { return ts.Value(stateKey{}).(*state) }

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// patience is how long anything may take on a loaded machine.
const patience = 60 * time.Second

func cmdUp(ts *testscript.TestScript, neg bool, args []string) {
	s := of(ts)
	out := s.start(ts, neg, append([]string{"up", "--json", "--listen", "127.0.0.1:0"}, args...))
	summary := make(chan json.RawMessage, 1)
	go s.read(out, summary)
	select {
	case doc := <-summary:
		s.learn(ts, doc)
	case err := <-s.ended:
		s.program = nil
		ts.Fatalf("up ended before its summary: %v\n%s", err, s.stderr)
	case <-time.After(patience):
		ts.Fatalf("no summary:\n%s", s.stderr)
	}
}

// cmdServe starts `sallyport serve` and waits until it answers; $ENDPOINT is its address.
func cmdServe(ts *testscript.TestScript, neg bool, args []string) {
	s := of(ts)
	port := freePort(ts)
	out := s.start(ts, neg, append([]string{"serve", "--listen", "127.0.0.1:" + port}, args...))
	go s.read(out, make(chan json.RawMessage, 1))
	ts.Setenv("ENDPOINT", "http://127.0.0.1:"+port)
	cmdEventually(ts, false, []string{"^200", "GET", "http://127.0.0.1:" + port + "/_sallyport/health"})
}

// freePort finds a port that nobody uses, for a program that does not tell the one it picks.
func freePort(ts *testscript.TestScript) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	ts.Check(err)
	return port
}

func (s *state) start(ts *testscript.TestScript, neg bool, args []string) io.Reader {
	if neg || s.program != nil {
		ts.Fatalf("%s is about a program that stays, one at a time", args[0])
	}
	s.program = exec.Command(binary, args...)
	s.program.Dir = ts.Getenv("WORK")
	s.program.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + ts.Getenv("WORK"), "TMPDIR=" + os.TempDir()}
	s.stderr = &lockedBuffer{}
	s.program.Stderr = s.stderr
	out, err := s.program.StdoutPipe()
	ts.Check(err)
	ts.Check(s.program.Start())
	s.ended = make(chan error, 1)
	return out
}

// read takes the one document off the program's output; anything behind it is a fault of the program.
func (s *state) read(out io.Reader, summary chan<- json.RawMessage) {
	dec := json.NewDecoder(out)
	var doc json.RawMessage
	if dec.Decode(&doc) == nil {
		summary <- doc
	}
	rest, _ := io.ReadAll(io.MultiReader(dec.Buffered(), out))
	err := s.program.Wait()
	if text := strings.TrimSpace(string(rest)); text != "" && err == nil {
		err = fmt.Errorf("there is more than one document on stdout: %q", text)
	}
	s.ended <- err
}

// learn puts the summary into the scenario's environment.
func (s *state) learn(ts *testscript.TestScript, doc json.RawMessage) {
	ts.Check(os.WriteFile(ts.MkAbs("summary.json"), doc, 0o600))
	var sum struct {
		Endpoint, Region string
		Credentials      struct{ AccessKeyID, SecretAccessKey string }
		Stack            struct{ Name, ID string }
		APIs             []struct{ ID, URL, HostURL string }
		UserPools        []struct {
			ID, Issuer, JWKSURL string
			DomainURL           *string
			Clients             []struct{ ID, Secret string }
		}
	}
	ts.Check(json.Unmarshal(doc, &sum))
	set := func(pairs ...string) {
		for i := 0; i < len(pairs); i += 2 {
			ts.Setenv(pairs[i], pairs[i+1])
		}
	}
	set("LISTEN", strings.TrimPrefix(sum.Endpoint, "http://"))
	set("ENDPOINT", sum.Endpoint, "STACK", sum.Stack.Name, "STACK_ID", sum.Stack.ID,
		"AWS_ENDPOINT_URL", sum.Endpoint, "AWS_REGION", sum.Region, "AWS_DEFAULT_REGION", sum.Region,
		"AWS_ACCESS_KEY_ID", sum.Credentials.AccessKeyID, "AWS_SECRET_ACCESS_KEY", sum.Credentials.SecretAccessKey)
	for _, a := range sum.APIs {
		set("API", a.URL, "API_ID", a.ID, "API_HOST_URL", a.HostURL)
	}
	for _, p := range sum.UserPools {
		set("POOL", p.ID, "ISSUER", p.Issuer, "JWKS", p.JWKSURL)
		if p.DomainURL != nil {
			set("DOMAIN", *p.DomainURL)
		}
		for _, c := range p.Clients {
			set("CLIENT_ID", c.ID, "CLIENT_SECRET", c.Secret)
		}
	}
}

func cmdStop(ts *testscript.TestScript, neg bool, _ []string) {
	s := of(ts)
	if neg || s.program == nil {
		ts.Fatalf("there is nothing to stop")
	}
	ts.Check(s.program.Process.Signal(os.Interrupt))
	select {
	case err := <-s.ended:
		if err != nil {
			ts.Fatalf("Ctrl-C must end it well: %v\n%s", err, s.stderr)
		}
	case <-time.After(patience):
		ts.Fatalf("Ctrl-C did not end it:\n%s", s.stderr)
	}
	ts.Check(os.WriteFile(ts.MkAbs("up.log"), []byte(s.stderr.String()), 0o600))
	s.program = nil
}

// kill ends what a failed scenario left.
func (s *state) kill() {
	if s.program != nil {
		_ = s.program.Process.Kill()
		<-s.ended
	}
}

// cmdCopy copies a folder of examples: copy $EXAMPLES/weather-events work.
func cmdCopy(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: copy FROM TO")
	}
	ts.Check(os.CopyFS(ts.MkAbs(args[1]), os.DirFS(ts.MkAbs(args[0]))))
	ts.Check(os.RemoveAll(filepath.Join(ts.MkAbs(args[1]), ".sallyport")))
}

// cmdEdit replaces text in a file: edit FILE OLD NEW.
func cmdEdit(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: edit FILE OLD NEW")
	}
	src := ts.ReadFile(args[0])
	if !strings.Contains(src, args[1]) {
		ts.Fatalf("%s does not contain %q", args[0], args[1])
	}
	// Replaced in one step, as editors do.
	tmp := ts.MkAbs(args[0]) + "~"
	ts.Check(os.WriteFile(tmp, []byte(strings.ReplaceAll(src, args[1], args[2])), 0o600))
	ts.Check(os.Rename(tmp, ts.MkAbs(args[0])))
}

// cmdOther takes the environment from the summary of another stack.
func cmdOther(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: other FILE")
	}
	of(ts).learn(ts, json.RawMessage(ts.ReadFile(args[0])))
}

// cmdSleep waits: only for proving that something does not happen.
func cmdSleep(ts *testscript.TestScript, neg bool, args []string) {
	d, err := time.ParseDuration(args[0])
	if neg || err != nil {
		ts.Fatalf("usage: sleep DURATION")
	}
	time.Sleep(d)
}

// cmdHold listens on a port as a program of somebody else's would: hold VAR.
func cmdHold(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: hold VAR")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { _ = l.Close() })
	ts.Setenv(args[0], l.Addr().String())
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_ = c.Close()
		}
	}()
}
