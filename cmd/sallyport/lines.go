package main

import (
	"fmt"
	"io"
	"sync"
	"time"
)

const (
	// maxHeld is how many bytes of the log wait for a reader that is slow.
	maxHeld = 1 << 20
	// gatherTime is how long lines are gathered: a busy server writes them together and not one by one, which would take the
	// core from a request each time.
	gatherTime = 5 * time.Millisecond
	// flushTime is how long the program waits for such a reader at its end.
	flushTime = time.Second
)

// lines writes a log in the background, so that whoever reads it slowly does not slow the server down. What does not fit is
// left out, and the log says how much.
//
//	Write --> held (bounded) --> one goroutine --> w
type lines struct {
	w     io.Writer
	mu    sync.Mutex
	held  []byte
	lost  int
	ended bool
	wake  chan struct{} // something is held now
	end   chan struct{} // nothing more will come
	done  chan struct{}
}

func newLines(w io.Writer) *lines {
	l := &lines{w: w, wake: make(chan struct{}, 1), end: make(chan struct{}), done: make(chan struct{})}
	go l.loop()
	return l
}

// Write takes a line. It never waits for the reader.
func (l *lines) Write(line []byte) (int, error) {
	l.mu.Lock()
	first := len(l.held) == 0 && l.lost == 0
	if len(l.held)+len(line) > maxHeld || l.ended {
		l.lost++
	} else {
		l.held = append(l.held, line...)
	}
	l.mu.Unlock()
	if first {
		select {
		case l.wake <- struct{}{}:
		default:
		}
	}
	return len(line), nil
}

func (l *lines) loop() {
	defer close(l.done)
	var spare []byte
	for {
		l.mu.Lock()
		taken, lost, ended := l.held, l.lost, l.ended
		l.held, l.lost = spare[:0], 0
		l.mu.Unlock()
		if len(taken) > 0 {
			_, _ = l.w.Write(taken) // there is no other place to complain
		}
		if lost > 0 {
			_, _ = fmt.Fprintf(l.w, "{\"level\":\"WARN\",\"msg\":\"the log is read too slowly\",\"lines_lost\":%d}\n", lost)
		}
		spare = taken
		if len(taken) == 0 && lost == 0 {
			if ended {
				return
			}
			l.gather()
		}
	}
}

// gather waits for a first line and then for those that follow it closely.
func (l *lines) gather() {
	select {
	case <-l.wake:
	case <-l.end:
		return
	}
	select {
	case <-time.After(gatherTime):
	case <-l.end:
	}
}

// close writes what is held, if the reader takes it.
func (l *lines) close() {
	l.mu.Lock()
	if !l.ended {
		close(l.end)
	}
	l.ended = true
	l.mu.Unlock()
	select {
	case <-l.done:
	case <-time.After(flushTime):
	}
}
