// Package postgres opens the program's data in a PostgreSQL database that several servers share.
//
//	Open
//	  URL      postgres://user@host/database; what it leaves out comes from PGHOST, PGPASSWORD, ~/.pgpass
//	  inspect  PostgreSQL 15 or later, UTF-8
//	  migrate  sqlstore.New: one server at a time
//	  listen   a connection of its own, which hears what other servers write
//
//	write: BEGIN .. NOTIFY table and keys .. COMMIT        another server: heard -> its watchers -> its caches
//
// Servers need sessions of their own: a pooler between them and the database must pool sessions, not transactions.
package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/sallyport/sallyport/internal/driver/sqlstore"
)

// Options of Open; the zero value is for production.
type Options struct {
	Sealer  sqlstore.Sealer // encrypts secrets; without one, tables that have some do not open
	Readers int             // connections that only read; 8 unless set
	Writers int             // connections that write; 8 unless set, at least 2
	Lost    func(error)     // told when this server no longer hears the others, until it does again; may be nil
}

// Open opens a database and makes the tables if they are not there. No error shows the password.
func Open(ctx context.Context, url string, options Options) (*sqlstore.DB, error) {
	config, err := parse(url)
	if err != nil {
		return nil, err
	}
	db, err := open(ctx, config, options.withDefaults())
	if err != nil {
		return nil, fmt.Errorf("open PostgreSQL database %s: %w", place(config), explain(config, err))
	}
	return db, nil
}

func open(ctx context.Context, config *pgx.ConnConfig, options Options) (*sqlstore.DB, error) {
	write := pool(writing(config), options.Writers)
	if err := inspect(ctx, write); err != nil {
		return nil, errors.Join(err, write.Close())
	}
	return sqlstore.New(ctx, sqlstore.Config{
		Dialect: sqlstore.PostgreSQL(),
		Write:   write,
		Read:    pool(config, options.Readers),
		Listen:  listener{config},
		Lost:    options.Lost,
		Sealer:  options.Sealer,
	})
}

func (o Options) withDefaults() Options {
	if o.Readers <= 0 {
		o.Readers = 8
	}
	if o.Writers <= 0 {
		o.Writers = 8
	}
	o.Writers = max(o.Writers, 2) // Once keeps one while its function writes with another
	return o
}

// pool opens connections when they are needed and keeps them for a while. Each keeps its prepared statements.
func pool(config *pgx.ConnConfig, size int) *sql.DB {
	db := stdlib.OpenDB(*config)
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	db.SetConnMaxIdleTime(5 * time.Minute)
	return db
}

// oldest is the first version of PostgreSQL that this package is tested with.
const oldest = 15

// inspect connects for the first time and refuses what could not keep the data.
func inspect(ctx context.Context, db *sql.DB) error {
	var version int
	var encoding string
	err := db.QueryRowContext(ctx, "SELECT current_setting('server_version_num')::int, current_setting('server_encoding')").
		Scan(&version, &encoding)
	switch {
	case err != nil:
		return err
	case version < oldest*10000:
		return fmt.Errorf("the server is PostgreSQL %d; %d or later is needed", version/10000, oldest)
	case encoding != "UTF8":
		return fmt.Errorf("the database is encoded in %s; it must be UTF8", encoding)
	}
	return nil
}
