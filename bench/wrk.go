//go:build linux

package main

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"time"
)

//go:embed load/replay.lua
var replay []byte

// load is what wrk sends.
type load struct {
	endpoint    string
	file        string // of requests, as replay.lua reads them
	count       int    // of requests in the file
	connections int
	first       int // where the next run begins
}

// newLoad writes requests to a file.
func (w *world) newLoad(name, endpoint string, connections int, requests []*http.Request) (*load, error) {
	var all bytes.Buffer
	for _, r := range requests {
		var one bytes.Buffer
		r.Header.Set("User-Agent", "wrk")
		if err := r.Write(&one); err != nil {
			return nil, fmt.Errorf("write a request: %w", err)
		}
		fmt.Fprintf(&all, "%d\n%s\n", one.Len(), one.Bytes())
	}
	file := filepath.Join(w.folder, name+".requests")
	if err := os.WriteFile(file, all.Bytes(), 0o600); err != nil {
		return nil, err
	}
	return &load{endpoint: endpoint, file: file, count: len(requests), connections: connections}, nil
}

// at is the same load for another server.
func (l *load) at(endpoint string) *load {
	other := *l
	other.endpoint = endpoint
	return &other
}

// heard is what wrk tells.
type heard struct {
	requests int
	took     time.Duration
	p50, p99 time.Duration
}

var (
	wrkTotal   = regexp.MustCompile(`(\d+) requests in ([\d.]+\w+)`)
	wrkLatency = regexp.MustCompile(`(?m)^\s+(50|99)%\s+([\d.]+\w+)`)
	wrkErrors  = regexp.MustCompile(`(?m)^.*(Non-2xx|Socket errors).*$`)
)

// send runs wrk. An answer that is not a success fails the run.
func (w *world) send(ctx context.Context, l *load, d time.Duration) (*heard, error) {
	cmd := exec.CommandContext(ctx, "taskset", "-c", loadCore, "wrk", "--latency", "-t1", "-c", strconv.Itoa(l.connections),
		"-d", fmt.Sprintf("%ds", max(1, int(d.Seconds()))), "-s", w.script, l.endpoint, "--", l.file, strconv.Itoa(l.first))
	// The next run begins far behind this one: a case that wants requests that were not sent before gets them.
	l.first = (l.first + l.count/2) % l.count
	out, err := cmd.CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("wrk: %w: %s", err, out)
	}
	if bad := wrkErrors.Find(out); bad != nil {
		return nil, fmt.Errorf("wrk: %s", bytes.TrimSpace(bad))
	}
	return understand(out)
}

func understand(out []byte) (h *heard, err error) {
	total := wrkTotal.FindSubmatch(out)
	if total == nil {
		return nil, fmt.Errorf("wrk said %q", out)
	}
	h = &heard{}
	if h.requests, err = strconv.Atoi(string(total[1])); err != nil {
		return nil, err
	}
	if h.took, err = wrkDuration(total[2]); err != nil {
		return nil, err
	}
	for _, line := range wrkLatency.FindAllSubmatch(out, -1) {
		at, err := wrkDuration(line[2])
		if err != nil {
			return nil, err
		}
		if string(line[1]) == "50" {
			h.p50 = at
		} else {
			h.p99 = at
		}
	}
	return h, nil
}

// wrkDuration reads "1.50ms", "4.00s", "1.00m".
func wrkDuration(text []byte) (time.Duration, error) { return time.ParseDuration(string(text)) }
