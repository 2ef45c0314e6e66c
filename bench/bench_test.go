//go:build linux

package main

import (
	"context"
	"encoding/base64"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestUnderstand(t *testing.T) {
	t.Parallel()
	const said = `Running 4s test @ http://127.0.0.1:1
  1 threads and 64 connections
  Latency Distribution
     50%    0.98ms
     75%    1.20ms
     90%    2.00ms
     99%   12.50ms
  203160 requests in 4.05s, 81.37MB read
Requests/sec:  50162.96
`
	h, err := understand([]byte(said))
	if err != nil {
		t.Fatal(err)
	}
	want := heard{203160, 4050 * time.Millisecond, 980 * time.Microsecond, 12500 * time.Microsecond}
	if *h != want {
		t.Errorf("%+v, want %+v", *h, want)
	}
	if _, err := understand([]byte("unable to connect")); err == nil {
		t.Error("no figures were understood")
	}
	for _, bad := range []string{"  Non-2xx or 3xx responses: 7\n", "  Socket errors: connect 0, read 3, write 0, timeout 0\n"} {
		if wrkErrors.FindString(said+bad) == "" {
			t.Errorf("%q passes for a good run", bad)
		}
	}
}

// A forged signature must be refused for what it is and not for how it is written.
func TestReversed(t *testing.T) {
	t.Parallel()
	signature := base64.RawURLEncoding.EncodeToString([]byte(strings.Repeat("signature", 28) + "1234"))
	forged := reversed(signature)
	if forged == signature || len(forged) != len(signature) {
		t.Errorf("%s is forged to %s", signature, forged)
	}
	if _, err := base64.RawURLEncoding.Strict().DecodeString(forged); err != nil {
		t.Error(err)
	}
}

func TestMedian(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		values []float64
		want   float64
	}{{nil, 0}, {[]float64{3}, 3}, {[]float64{9, 1, 5}, 5}, {[]float64{4, 1, 2, 100}, 3}} {
		if got := median(c.values); got != c.want {
			t.Errorf("median of %v: %v, want %v", c.values, got, c.want)
		}
	}
}

// A sample that is not calm is taken again; if none is, the calmest counts and is not called calm.
func TestRace(t *testing.T) {
	t.Parallel()
	shares := []float64{0.5, 0.95, 0.2, 0.6, 0.4}
	w := &world{o: &options{rounds: 2, attempts: 3}}
	all, err := w.race(t.Context(), contender{"c", func(context.Context) (*sample, error) {
		s := &sample{share: shares[0], cpu: time.Duration(shares[0] * 1e6)}
		shares = shares[1:]
		return s, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	got := all[0]
	if got.cpu() != 950 {
		t.Errorf("the median is %v, and not that of the calm samples", got.cpu())
	}
	if got.samples[0].share != 0.95 || got.samples[1].share != 0.6 || got.calm() != 1 || got.refused != 4 {
		t.Errorf("%v %v, %d calm, %d taken again", got.samples[0].share, got.samples[1].share, got.calm(), got.refused)
	}
}

func TestProcess(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("taskset"); err != nil {
		t.Skip("taskset is not here")
	}
	p, err := spawn(bothCores, filepath.Join(t.TempDir(), "log"), "sleep", "60")
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := p.stop(); err != nil {
			t.Error(err)
		}
	}()
	for begin := time.Now(); ; time.Sleep(time.Millisecond) {
		rss, err := p.rss()
		if err == nil && rss > 0 {
			break
		}
		if time.Since(begin) > 5*time.Second {
			t.Fatalf("the memory of a program: %d, %v", rss, err)
		}
	}
	if _, err := p.cpu(); err != nil {
		t.Error(err)
	}
}

func TestReport(t *testing.T) {
	t.Parallel()
	us := func(n float64) []*sample { return []*sample{{cpu: time.Duration(n * 1e3), share: 1, rss: 1 << 20}} }
	r := report{sections: []*section{{
		title: "Title", about: "About.", goals: []goal{{"reference", 0.5}},
		rows: []*series{{name: "Ours", samples: us(10)}, {name: "Ours, silent", samples: us(8)}, {name: "reference", samples: us(4)}},
	}}}
	file := filepath.Join(t.TempDir(), "benchmarks.md")
	if err := os.WriteFile(file, []byte("before\n"+beginMark+"\nold\n"+endMark+"\nafter\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := r.write(&options{out: file}); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"before\n", "\nafter\n", "### Title\n\nAbout.\n", "| reference | 0.40 | 0.50 | ≥ 0.50 |\n"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%q is not in:\n%s", want, text)
		}
	}
	if strings.Contains(string(text), "old") {
		t.Error("the old results are still there")
	}
	if err := os.WriteFile(file, []byte("no section"), 0o600); err != nil {
		t.Fatal(err)
	}
	if r.write(&options{out: file}) == nil {
		t.Error("a file without the section was written to")
	}
}
