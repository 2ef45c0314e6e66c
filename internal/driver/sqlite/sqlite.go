// Package sqlite opens the program's data as one SQLite file.
//
//	Open
//	  folder 0700, file 0600
//	  lock     FILE.lock: one process at a time, the others are told whose
//	  inspect  a file of SQLite, and ours
//	  connect  one connection writes, a few only read (write-ahead log: neither waits for the other)
//	  migrate  sqlstore.New
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/sallyport/sallyport/internal/driver/sqlstore"
)

// Synchronous says when a commit has reached the disk.
type Synchronous string

// Full waits for the disk at every commit. Off leaves it to the operating system: enough when the process dies, not when
// the machine does; for tests and for data nobody keeps.
const (
	Full Synchronous = "FULL"
	Off  Synchronous = "OFF"
)

// ErrInUse says that another process has the data file open.
var ErrInUse = errors.New("the data are in use")

// Options of Open; the zero value is for production.
type Options struct {
	Sealer      sqlstore.Sealer // encrypts secrets; without one, tables that have some do not open
	Synchronous Synchronous     // Full unless set
	Readers     int             // connections that only read; 4 unless set
}

// Open opens or creates the data file. Close of the returned DB gives it back.
func Open(ctx context.Context, path string, options Options) (*sqlstore.DB, error) {
	db, err := open(ctx, path, options)
	if err != nil {
		return nil, fmt.Errorf("open data file %s: %w", path, explain(err))
	}
	return db, nil
}

func open(ctx context.Context, path string, options Options) (*sqlstore.DB, error) {
	options = options.withDefaults()
	path, err := filepath.Abs(path) // a relative one would be read as a host in a file: URL
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	unlock, err := lock(path + ".lock")
	if err != nil {
		return nil, err
	}
	if err := makePrivate(path); err != nil {
		return nil, errors.Join(err, unlock())
	}
	return connect(ctx, path, options, unlock)
}

func (o Options) withDefaults() Options {
	if o.Synchronous == "" {
		o.Synchronous = Full
	}
	if o.Readers <= 0 {
		o.Readers = 4
	}
	return o
}

// makePrivate creates the file, since SQLite would make it readable by others, and gives its own files the same mode.
func makePrivate(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(f.Chmod(0o600), f.Close())
}

func connect(ctx context.Context, path string, options Options, unlock func() error) (*sqlstore.DB, error) {
	write, err := pool(path, 1, "journal_mode(WAL)", "foreign_keys(1)", "synchronous("+string(options.Synchronous)+")")
	if err != nil {
		return nil, errors.Join(err, unlock())
	}
	read, err := pool(path, options.Readers, "query_only(1)")
	if err == nil {
		err = inspect(ctx, write)
	}
	if err != nil {
		return nil, errors.Join(err, write.Close(), unlock())
	}
	return sqlstore.New(ctx, sqlstore.Config{
		Dialect: sqlstore.SQLite(), Write: write, Read: read, Sealer: options.Sealer, Release: unlock,
	})
}

// pool opens connections that stay open. The busy timeout is for tools that look into the file while it is in use.
func pool(path string, size int, pragmas ...string) (*sql.DB, error) {
	query := url.Values{"_pragma": append([]string{"busy_timeout(5000)"}, pragmas...)}
	dsn := url.URL{Scheme: "file", Path: path, RawQuery: query.Encode()}
	db, err := sql.Open("sqlite", dsn.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	return db, nil
}

// applicationID is "Slyp" in the header of a file of ours.
const applicationID = 0x536c7970

// inspect reads the file for the first time, refuses one of another program, and marks an empty one as ours. The mark comes
// before any table: a process that ends while it makes the schema leaves a file that the next one knows again.
func inspect(ctx context.Context, db *sql.DB) error {
	var id, tables int
	if err := db.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id); err != nil {
		return err
	}
	if err := db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_master").Scan(&tables); err != nil {
		return err
	}
	switch {
	case id == applicationID:
		return nil
	case id != 0 || tables > 0:
		return errors.New("it is an SQLite file of another program")
	}
	_, err := db.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d", applicationID))
	return err
}

// explain puts words to the codes of SQLite that a user can do something about.
func explain(err error) error {
	var failure *sqlite.Error
	if !errors.As(err, &failure) {
		return err
	}
	switch failure.Code() & 0xff {
	case sqlite3.SQLITE_NOTADB:
		return fmt.Errorf("it is not a data file, or its beginning is damaged: %w", err)
	case sqlite3.SQLITE_CORRUPT:
		return fmt.Errorf("it is damaged: %w", err)
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM:
		return fmt.Errorf("it cannot be written: %w", err)
	}
	return err
}
