package crash

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// A disk that is full is no reason to stop, to lose anything or to say yes to what is not kept.
func TestFullDisk(t *testing.T) {
	if os.Getenv("SALLYPORT_SOAK") == "" {
		t.Skip("part of `make soak`: it mounts a file system, and how full that gets depends on how fast the machine is")
	}
	disk := t.TempDir()
	// Room enough for what three lives of load write by themselves: only the ballast fills it.
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=32m"); err != nil {
		t.Skipf("a small file system cannot be mounted: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(disk, 0); err != nil {
			t.Errorf("unmount: %v", err)
		}
	})
	w := newWorld(t, filepath.Join(disk, "data"))
	w.begin()
	for w.life = range 3 {
		stop := w.sicken(disk)
		w.survive()
		stop()
		if err := w.rewrite(); err != nil {
			t.Errorf("there is room again, and a change fails: %v", err)
		}
		w.server.terminate(t)
		w.checkFile()
		w.start()
		w.compare()
	}
	w.server.terminate(t)
	t.Log(w.counts())
}

// sicken fills the disk under load; the function waits for everybody and makes room again.
func (w *world) sicken(disk string) (stop func()) {
	w.t.Helper()
	for _, worker := range w.workers {
		worker.pages().sick = true
	}
	join := w.load()
	time.Sleep(300 * time.Millisecond)
	ballast := filepath.Join(disk, "ballast")
	if err := fill(ballast); err != nil {
		w.t.Fatal(err)
	}
	time.Sleep(700 * time.Millisecond)
	return func() {
		w.t.Helper()
		if err := os.Remove(ballast); err != nil {
			w.t.Fatal(err)
		}
		time.Sleep(100 * time.Millisecond)
		w.enough.Store(true)
		join()
	}
}

// fill writes until there is no room.
func fill(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	for block := make([]byte, 4096); err == nil; {
		_, err = f.Write(block)
	}
	if errors.Is(err, syscall.ENOSPC) {
		err = nil
	}
	return errors.Join(err, f.Close())
}

// survive wants errors where something would have to be kept, and everything else as ever.
func (w *world) survive() {
	w.t.Helper()
	f := w.fixtures[0]
	c, domain := w.base.of("client", f.poolPath)[0], w.base.of("domain", f.poolPath)[0]
	var err error
	for try := 0; err == nil && try < 200; try++ { // the log of the database may have room left
		err = w.rewrite()
	}
	if !broke(err) {
		w.t.Errorf("a change on a full disk: %v", err)
	}
	status, _, err := w.server.cloud.get("/_sallyport/health")
	if err != nil || status != http.StatusOK {
		w.t.Errorf("health on a full disk: %d %v", status, err)
	}
	got, err := w.server.cloud.served(f.api, "fixture", "/version")
	if err != nil || got != tag("", 1) {
		w.t.Errorf("on a full disk the fixture serves %q: %v", got, err)
	}
	if err := w.server.cloud.token(domain.name(), c.id, c.secret); err != nil {
		w.t.Errorf("no token on a full disk: %v", err)
	}
}

// rewrite makes a client of a fixture what it is already.
func (w *world) rewrite() error {
	f := w.fixtures[0]
	c := w.base.of("client", f.poolPath)[0]
	in := machine(f.pool, c.name(), c.value)
	in["ClientId"] = c.id
	return w.server.cloud.pools("UpdateUserPoolClient", in, nil)
}
