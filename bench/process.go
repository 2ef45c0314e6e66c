//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// The cores. What is measured has one to itself.
const (
	serverCore = "0"
	loadCore   = "1"
	bothCores  = "0,1"
)

// process is a program that runs pinned.
type process struct {
	name  string
	cmd   *exec.Cmd
	ended chan struct{}
	err   error
}

// spawn starts a program on cores. What it says goes to a file, as a service's would.
func spawn(cores, log string, args ...string) (*process, error) {
	out, err := os.Create(log)
	if err != nil {
		return nil, err
	}
	defer out.Close()
	p := &process{name: filepath.Base(args[0]), ended: make(chan struct{})}
	p.cmd = exec.Command("taskset", append([]string{"-c", cores}, args...)...)
	p.cmd.Stdout, p.cmd.Stderr = out, out
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", p.name, err)
	}
	go func() {
		p.err = p.cmd.Wait()
		close(p.ended)
	}()
	return p, nil
}

// answers waits until an address answers with any status at all, or with the one that is wanted.
func (p *process) answers(ctx context.Context, url string, status int) error {
	client := &http.Client{Timeout: time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	for begin := time.Now(); time.Since(begin) < 30*time.Second; time.Sleep(500 * time.Microsecond) {
		select {
		case <-p.ended:
			return fmt.Errorf("%s ended: %w", p.name, p.err)
		case <-ctx.Done():
			return ctx.Err()
		default:
		}
		r, err := client.Get(url)
		if err != nil {
			continue
		}
		_ = r.Body.Close()
		if status == 0 || r.StatusCode == status {
			return nil
		}
	}
	return fmt.Errorf("%s does not answer at %s", p.name, url)
}

// stop asks the program to end, and makes it.
func (p *process) stop() error {
	_ = p.cmd.Process.Signal(syscall.SIGTERM) // it may have ended
	select {
	case <-p.ended:
	case <-time.After(10 * time.Second):
		return errors.Join(fmt.Errorf("%s did not end", p.name), p.cmd.Process.Kill())
	}
	return nil
}

// ticksPerSecond is USER_HZ, the unit of times in /proc: 100 on every Linux platform that Go knows.
const ticksPerSecond = 100

// cpu is the time that the program and its children have used.
func (p *process) cpu() (time.Duration, error) {
	ticks := 0
	err := p.tree(func(pid int, stat []string) error {
		for _, field := range stat[11:15] { // utime, stime, cutime, cstime
			n, err := strconv.Atoi(field)
			if err != nil {
				return err
			}
			ticks += n
		}
		return nil
	})
	return time.Duration(ticks) * time.Second / ticksPerSecond, err
}

// rss is the memory that the program and its children have in use, in bytes.
func (p *process) rss() (total int64, err error) {
	err = p.tree(func(pid int, _ []string) error {
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		if err != nil {
			return err
		}
		_, after, _ := strings.Cut(string(status), "VmRSS:")
		kilobytes, _, _ := strings.Cut(strings.TrimSpace(after), " ")
		n, err := strconv.ParseInt(kilobytes, 10, 64)
		total += n << 10
		return err
	})
	return total, err
}

// tree visits the program and its children with the fields of their stat file, from the state on (proc(5)).
func (p *process) tree(visit func(pid int, stat []string) error) error {
	files, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return err
	}
	stats, parents := map[int][]string{}, map[int]int{}
	for _, file := range files {
		if pid, stat := readStat(file); stat != nil {
			stats[pid] = stat
			parents[pid], _ = strconv.Atoi(stat[1])
		}
	}
	root := p.cmd.Process.Pid
	if stats[root] == nil {
		return fmt.Errorf("%s is not there any more", p.name)
	}
	for pid, stat := range stats {
		at := pid
		for at != root && at != 0 {
			at = parents[at]
		}
		if at != root {
			continue
		}
		if err := visit(pid, stat); err != nil {
			return err
		}
	}
	return nil
}

func readStat(file string) (int, []string) {
	pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(file)))
	text, err := os.ReadFile(file)
	if err != nil {
		return pid, nil // it has ended
	}
	// The name in parentheses may hold blanks and parentheses.
	return pid, strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
}

// idleTime is how long the two cores have had nothing to do (proc(5), /proc/stat).
func idleTime() (time.Duration, error) {
	text, err := os.ReadFile("/proc/stat")
	if err != nil {
		return 0, err
	}
	ticks := 0
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		if fields[0] != "cpu"+serverCore && fields[0] != "cpu"+loadCore {
			continue
		}
		n, err := strconv.Atoi(fields[4])
		if err != nil {
			return 0, err
		}
		ticks += n
	}
	return time.Duration(ticks) * time.Second / ticksPerSecond, nil
}
