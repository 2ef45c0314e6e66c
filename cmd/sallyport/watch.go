package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"github.com/fsnotify/fsnotify"
)

// settle is how long files must be quiet before a change counts: editors write in several steps.
const settle = 80 * time.Millisecond

// watcher tells when a file of a project has changed. It watches folders, since editors replace files.
type watcher struct {
	fs     *fsnotify.Watcher
	update chan []string
	done   chan struct{}
}

func watch(ctx context.Context, files []string, changed chan<- struct{}) (*watcher, error) {
	fs, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, fmt.Errorf("watch the project's files (--no-watch does without): %w", err)
	}
	w := &watcher{fs: fs, update: make(chan []string), done: make(chan struct{})}
	if err := w.folders(files); err != nil {
		_ = fs.Close()
		return nil, err
	}
	go w.run(ctx, files, changed)
	return w, nil
}

func (w *watcher) folders(files []string) error {
	for _, f := range files {
		// Add is idempotent.
		if err := w.fs.Add(filepath.Dir(f)); err != nil {
			return fmt.Errorf("watch %s: %w", filepath.Dir(f), err)
		}
	}
	return nil
}

// follow changes the set of files.
func (w *watcher) follow(files []string) error {
	if err := w.folders(files); err != nil {
		return err
	}
	select {
	case w.update <- files:
	case <-w.done:
	}
	return nil
}

func (w *watcher) stop() { _ = w.fs.Close() }

func (w *watcher) run(ctx context.Context, files []string, changed chan<- struct{}) {
	defer close(w.done)
	var quiet <-chan time.Time
	var tell chan<- struct{} // nil until there is something to tell
	for {
		select {
		case <-ctx.Done():
			return
		case files = <-w.update:
		case e, ok := <-w.fs.Events:
			if !ok {
				return
			}
			if slices.Contains(files, e.Name) && !e.Has(fsnotify.Chmod) {
				quiet = time.After(settle)
			}
		case _, ok := <-w.fs.Errors:
			if !ok {
				return
			}
			// Events were lost: what changed is unknown, so look.
			quiet = time.After(settle)
		case <-quiet:
			quiet, tell = nil, changed
		case tell <- struct{}{}:
			tell = nil
		}
	}
}
