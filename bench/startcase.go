//go:build linux

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// start is how long a developer waits.
func (w *world) start(ctx context.Context) (*section, error) {
	s := &section{title: "Starting", about: fmt.Sprintf("Medians of %d starts, each a process of its own.", w.o.repeats)}
	kinds := []struct {
		name, goal string
		once       func(context.Context) (*started, error)
	}{
		{"Sallyport with existing data, to the first healthy answer (one core)", "< 50 ms, < 30 MB", w.restart},
		{"`sallyport up` of the example, nothing there, to CREATE_COMPLETE (all cores)", "< 300 ms", w.firstUp},
		{"cognito-local, to the first answer (one core)", "", w.cognitoLocal},
	}
	if w.o.peers == "" {
		kinds = kinds[:2]
	}
	waits := make([][]*started, len(kinds))
	for range w.o.repeats {
		for i, k := range kinds {
			if err := quiet(ctx, w.o.patience); err != nil {
				return nil, err
			}
			one, err := k.once(ctx)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", k.name, err)
			}
			fmt.Fprintf(os.Stderr, "  %-80s %6.1f ms %6.1f MB\n", k.name, one.took.Seconds()*1e3, megabytes(one.rss))
			waits[i] = append(waits[i], one)
		}
	}
	for i, k := range kinds {
		s.starts = append(s.starts, startRow{k.name, k.goal, waits[i]})
	}
	return s, nil
}

// started is one start.
type started struct {
	took time.Duration
	rss  int64
}

// restart starts a server over data that is there.
func (w *world) restart(ctx context.Context) (*started, error) {
	begin := time.Now()
	p, _, err := w.serve(ctx, "restart", filepath.Join(w.folder, "data"))
	if err != nil {
		return nil, err
	}
	return w.note(p, time.Since(begin))
}

func (w *world) note(p *process, took time.Duration) (*started, error) {
	rss, err := p.rss()
	return &started{took, rss}, errors.Join(err, w.release())
}

// firstUp is the first thing that anybody does with the program. It waits for the summary, which comes after the stack.
func (w *world) firstUp(ctx context.Context) (*started, error) {
	project := filepath.Join(w.folder, "project")
	if err := errors.Join(os.RemoveAll(project), os.CopyFS(project, os.DirFS(w.o.example))); err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, "taskset", "-c", bothCores, w.o.binary, "up", "--json", "--listen", "127.0.0.1:0", project)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	begin := time.Now()
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	var summary struct{ Stack struct{ Status string } }
	err = json.NewDecoder(bufio.NewReader(out)).Decode(&summary)
	took := time.Since(begin)
	if err == nil && summary.Stack.Status != "CREATE_COMPLETE" {
		err = fmt.Errorf("the stack is %q", summary.Stack.Status)
	}
	rss, failed := (&process{name: "up", cmd: cmd}).rss()
	return &started{took, rss}, errors.Join(err, failed, cmd.Process.Signal(syscall.SIGINT), cmd.Wait())
}

// cognitoLocal is the peer that emulates the same service.
func (w *world) cognitoLocal(ctx context.Context) (*started, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	bin, err := filepath.Abs(filepath.Join(w.o.peers, "node_modules", ".bin", "cognito-local"))
	if err != nil {
		return nil, err
	}
	folder := filepath.Join(w.folder, "cognito-local")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	begin := time.Now()
	p, err := w.run(ctx, "cognito-local", "http://"+address+"/health", http.StatusOK,
		"env", "-C", folder, "HOST=127.0.0.1", "PORT="+address[len("127.0.0.1:"):], "node", bin)
	if err != nil {
		return nil, err
	}
	return w.note(p, time.Since(begin))
}
