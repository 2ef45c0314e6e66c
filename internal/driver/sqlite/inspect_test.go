package sqlite

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
)

// fileWith opens a plain SQLite file on which statements have run.
func fileWith(t *testing.T, statements ...string) *sql.DB {
	t.Helper()
	db, err := pool(filepath.Join(t.TempDir(), "data.db"), 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	for _, statement := range statements {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	return db
}

// A process that is killed at its first start may have made any part of the schema. The file must be known as ours before
// the first of it.
func TestAnEmptyFileIsMarkedBeforeItHasTables(t *testing.T) {
	t.Parallel()
	db := fileWith(t)
	if err := inspect(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("CREATE TABLE schema_version (version_id INTEGER)"); err != nil {
		t.Fatal(err)
	}
	if err := inspect(t.Context(), db); err != nil {
		t.Errorf("killed after the first table: %v", err)
	}
}

func TestFilesOfOtherProgramsAreRefused(t *testing.T) {
	t.Parallel()
	for name, statement := range map[string]string{
		"with tables":       "CREATE TABLE theirs (a)",
		"with a mark":       "PRAGMA application_id = 42",
		"with a view":       "CREATE VIEW v AS SELECT 1",
		"marked negatively": "PRAGMA application_id = -1",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := fileWith(t, statement)
			if err := inspect(t.Context(), db); err == nil || !strings.Contains(err.Error(), "another program") {
				t.Errorf("got %v", err)
			}
		})
	}
}
