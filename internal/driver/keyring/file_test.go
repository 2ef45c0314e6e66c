package keyring_test

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/sallyport/sallyport/internal/driver/keyring"
)

func TestFirstStartCreatesTheFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "data", "master.key")
	first, created, err := keyring.LoadOrCreate(path, rand.Reader)
	if err != nil || !created {
		t.Fatalf("created %v, %v", created, err)
	}
	check, err := first.Check()
	if err != nil {
		t.Fatal(err)
	}
	second, created, err := keyring.LoadOrCreate(path, rand.Reader)
	if err != nil || created {
		t.Fatalf("second start: created %v, %v", created, err)
	}
	if err := second.Verify(check); err != nil {
		t.Error(err)
	}
	files, _ := os.ReadDir(filepath.Dir(path))
	if len(files) != 1 {
		t.Errorf("the folder holds %d files, want the key alone", len(files))
	}
	if runtime.GOOS == "windows" {
		return
	}
	for name, want := range map[string]fs.FileMode{path: 0o600, filepath.Dir(path): 0o700} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: mode %v, %v; want %v", name, info.Mode(), err, want)
		}
	}
}

func TestStartsAtOnceAgreeOnAKey(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "master.key")
	rings := make([]*keyring.Ring, 8)
	var wg sync.WaitGroup
	for i := range rings {
		wg.Go(func() {
			r, _, err := keyring.LoadOrCreate(path, rand.Reader)
			if err != nil {
				t.Error(err)
			}
			rings[i] = r
		})
	}
	wg.Wait()
	if t.Failed() {
		return
	}
	check, _ := rings[0].Check()
	for _, r := range rings {
		if err := r.Verify(check); err != nil {
			t.Error(err)
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	key := strings.Repeat("0f", keyring.KeySize)
	for name, c := range map[string]struct {
		text string
		mode fs.FileMode
		want string
	}{
		"readable by the group": {key, 0o640, "0640"},
		"readable by everyone":  {key, 0o604, "0604"},
		"writable by others":    {key, 0o602, "0602"},
		"half a key":            {key[:32], 0o600, "32 bytes"},
		"empty":                 {"", 0o600, "32 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "master.key")
			if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(path, c.mode); err != nil {
				t.Fatal(err)
			}
			_, created, err := keyring.LoadOrCreate(path, rand.Reader)
			if err == nil || created || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got %v, want an error with %q", err, c.want)
			}
			if strings.Contains(err.Error(), "0f0f") {
				t.Errorf("the error shows the key: %v", err)
			}
			if text, _ := os.ReadFile(path); string(text) != c.text {
				t.Error("the file was changed")
			}
		})
	}
	if _, err := keyring.Load(t.TempDir()); err == nil {
		t.Error("a folder passed as a key")
	}
	if _, err := keyring.Load(filepath.Join(t.TempDir(), "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
}

func TestNoKeyWithoutRandomness(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "master.key")
	if _, _, err := keyring.LoadOrCreate(path, iotest.ErrReader(errors.New("no dice"))); err == nil {
		t.Error("made a key of nothing")
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file was left: %v", err)
	}
}
