package crash

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/client"
)

// patience is how long anything may take on a loaded machine.
const patience = 30 * time.Second

// folder is where the program is built, for as long as the tests run.
var folder string

func TestMain(m *testing.M) {
	os.Exit(inFolder(m))
}

func inFolder(m *testing.M) int {
	var err error
	if folder, err = os.MkdirTemp("", "sallyport-crash-bin-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(folder)
	return m.Run()
}

// build makes the program, once for all tests and without the race detector: it is to be killed, not watched.
var build = sync.OnceValues(func() (string, error) {
	path := filepath.Join(folder, "sallyport")
	out, err := exec.Command("go", "build", "-o", path, "../../cmd/sallyport").CombinedOutput()
	if err != nil {
		err = fmt.Errorf("build the program: %w\n%s", err, out)
	}
	return path, err
})

// server is one life of the program.
type server struct {
	command *exec.Cmd
	log     lockedBuffer // of this life
	ended   chan error
	cloud   *cloud
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

// said is what the server logged, requests left out.
func (s *server) said() string {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	var b strings.Builder
	for line := range strings.Lines(s.log.b.String()) {
		if !strings.Contains(line, `"msg":"request"`) {
			b.WriteString(line)
		}
	}
	return b.String()
}

func launch(t *testing.T, data string) *server {
	t.Helper()
	path, err := build()
	if err != nil {
		t.Fatal(err)
	}
	err = os.Remove(filepath.Join(data, client.RunFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	s := &server{ended: make(chan error, 1)}
	s.command = exec.Command(path, "serve", "--data", data, "--listen", "127.0.0.1:0",
		"--public-url", "https://api.example", "--region", region, "--log-format", "json")
	s.command.Stderr = &s.log
	if err := s.command.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { s.ended <- s.command.Wait() }()
	t.Cleanup(func() { _ = s.command.Process.Kill() }) // ended long ago unless the test failed
	return s
}

// ready waits until the server has said where it listens.
func (s *server) ready(data string) error {
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(time.Millisecond) {
		var run client.Run
		src, err := os.ReadFile(filepath.Join(data, client.RunFile))
		if err == nil && json.Unmarshal(src, &run) == nil && run.PID == s.command.Process.Pid {
			s.cloud, err = newCloud(data)
			return err
		}
		select {
		case err := <-s.ended:
			return fmt.Errorf("the server ended while it started: %w\n%s", err, s.said())
		default:
		}
	}
	return errors.New("the server did not start in time")
}

// kill gives the program no chance to do anything more.
func (s *server) kill() {
	_ = s.command.Process.Kill() // it may have ended by itself, which what follows tells
	<-s.ended
}

// terminate asks the program to stop, which it must do well.
func (s *server) terminate(t *testing.T) {
	t.Helper()
	if err := s.command.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-s.ended:
		if err != nil {
			t.Fatalf("asked to stop, the server ended with %v\n%s", err, s.said())
		}
	case <-time.After(patience):
		t.Fatal("asked to stop, the server went on")
	}
}

func newCloud(data string) (*cloud, error) {
	api, err := client.Find(context.Background(), client.Where{Data: data, Region: region, Getenv: func(string) string { return "" }})
	if err != nil {
		return nil, err
	}
	api.HTTP = &http.Client{Timeout: patience, Transport: &http.Transport{MaxIdleConnsPerHost: 32}}
	return &cloud{api: api}, nil
}
