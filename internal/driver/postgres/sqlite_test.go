package postgres_test

import (
	"database/sql"
	"path/filepath"
	"testing"

	"github.com/sallyport/sallyport/internal/driver/sqlite"
)

func sqliteTables(t *testing.T) (names []string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "data.db")
	db, err := sqlite.Open(t.Context(), path, sqlite.Options{Synchronous: sqlite.Off})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	file, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := file.QueryContext(t.Context(), "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return names
}
