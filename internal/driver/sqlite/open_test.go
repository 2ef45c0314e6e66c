package sqlite_test

import (
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/internal/core/record/recordtest"
	"github.com/sallyport/sallyport/internal/driver/sqlite"
)

var quick = sqlite.Options{Synchronous: sqlite.Off}

// plain is the suite's Spec without secrets, for stores without a key.
func plain() (spec recordSpec) {
	spec = recordtest.Spec("users")
	spec.Secrets = nil
	return spec
}

func TestReopenKeepsRows(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a folder?#%", "data.db")
	for i := range 3 {
		db, err := sqlite.Open(t.Context(), path, quick)
		if err != nil {
			t.Fatal(err)
		}
		users := table(t, db, plain())
		if i == 0 {
			if err := users.Insert(t.Context(), &recordtest.Noun{ID: "a", Count: 7}); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := users.Get(t.Context(), "a"); err != nil || got.Count != 7 {
			t.Errorf("opening %d: %+v, %v", i, got, err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFilesArePrivate(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "new")
	path := filepath.Join(dir, "data.db")
	users := table(t, open(t, path, quick), plain())
	if err := users.Insert(t.Context(), &recordtest.Noun{ID: "a"}); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]fs.FileMode{
		dir: 0o700, path: 0o600, path + "-wal": 0o600, path + "-shm": 0o600, path + ".lock": 0o600,
	} {
		if info, err := os.Stat(name); err != nil {
			t.Error(err)
		} else if info.Mode().Perm() != want {
			t.Errorf("%s has mode %v, want %v", name, info.Mode().Perm(), want)
		}
	}
}

func TestOneOpenerAtATime(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "data.db")
	first, err := sqlite.Open(t.Context(), path, quick)
	if err != nil {
		t.Fatal(err)
	}
	wantOpenError(t, path, "in use by process "+strconv.Itoa(os.Getpid()))
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, path, quick)
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		make func(t *testing.T, path string)
		want string
	}{
		"text": {func(t *testing.T, path string) {
			write(t, path, strings.Repeat("not a database. ", 100))
		}, "not a data file"},
		"another program's file": {func(t *testing.T, path string) {
			execute(t, path, "CREATE TABLE notes (text)")
		}, "of another program"},
		"a newer schema": {func(t *testing.T, path string) {
			makeData(t, path)
			execute(t, path, "INSERT INTO schema_version (version_id, is_applied) VALUES (99, 1)")
		}, "a newer version of the program"},
		"a damaged file": {func(t *testing.T, path string) {
			makeData(t, path)
			damage(t, path)
		}, "damaged"},
		"a folder": {func(t *testing.T, path string) {
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
		}, "is a directory"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "data.db")
			c.make(t, path)
			wantOpenError(t, path, c.want)
			wantOpenError(t, path, c.want) // and gives the lock back
		})
	}
}

func wantOpenError(t *testing.T, path, want string) {
	t.Helper()
	db, err := sqlite.Open(t.Context(), path, quick)
	if err == nil {
		t.Error(errors.Join(errors.New("it opened"), db.Close()))
		return
	}
	if !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), path) {
		t.Errorf("error %q, want %q and the path in it", err, want)
	}
}

func makeData(t *testing.T, path string) {
	t.Helper()
	db, err := sqlite.Open(t.Context(), path, quick)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// execute is another program at work on the file.
func execute(t *testing.T, path, statement string, args ...any) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), statement, args...); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// damage overwrites the schema on the first page, behind the header of 100 bytes.
func damage(t *testing.T, path string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteAt([]byte(strings.Repeat("\xff", 3000)), 100); err != nil {
		t.Fatal(err)
	}
}
