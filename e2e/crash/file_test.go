package crash

import (
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite"
)

// checkFile lets SQLite check a copy of the data file and its log as the dead server left them. The original is for the
// next server to recover.
func (w *world) checkFile() {
	w.t.Helper()
	dir := w.t.TempDir()
	for _, name := range []string{"sallyport.db", "sallyport.db-wal"} {
		src, err := os.ReadFile(filepath.Join(w.data, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), src, 0o600)
		}
		if err != nil {
			w.t.Fatal(err)
		}
	}
	db, err := sql.Open("sqlite", filepath.Join(dir, "sallyport.db"))
	if err != nil {
		w.t.Fatal(err)
	}
	defer db.Close()
	var says string
	if err := db.QueryRow("PRAGMA integrity_check").Scan(&says); err != nil || says != "ok" {
		w.t.Fatalf("life %d: the data file is damaged: %s %v", w.life, says, err)
	}
}
