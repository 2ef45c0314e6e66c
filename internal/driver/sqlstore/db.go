package sqlstore

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"sync"

	"github.com/sallyport/sallyport/internal/core/record"
)

// ErrClosed says that the database was closed.
var ErrClosed = errors.New("the database is closed")

// Sealer encrypts what Spec.Secrets names. keyring.Ring is one.
type Sealer interface {
	Seal(purpose string, plaintext, associated []byte) ([]byte, error)
	Open(purpose string, sealed, associated []byte) ([]byte, error)
}

// Config is what a DB is made of. The DB owns and closes its parts, also when New fails.
type Config struct {
	Dialect Dialect
	Write   *sql.DB      // the writer uses one connection of it; those of a shared database as many as there are
	Read    *sql.DB      // for reads outside a transaction
	Listen  Listener     // hears the other servers, if the dialect is of a shared database
	Lost    func(error)  // told when Listen lost its connection, which is tried again; may be nil
	Sealer  Sealer       // without one a table with secrets does not open
	Release func() error // called last by Close: gives back what guards the data
}

// DB is an open database. It is a record.Tx and a record.Changes; Open gives its tables.
type DB struct {
	config  Config
	read    loader
	writer  scheduler
	changes *changes
	feed    *feed         // nil when no other server is there
	once    chan struct{} // held by who is in Once
	close   func() error
}

var (
	_ record.Tx      = (*DB)(nil)
	_ record.Changes = (*DB)(nil)
)

// scheduler runs changes in transactions: one after the other where there is one writer, else side by side.
type scheduler interface {
	do(ctx context.Context, reach reach, change func(*txn) error) error
	stop()
}

// New brings the schema up to date and starts the writer.
func New(ctx context.Context, config Config) (*DB, error) {
	db := &DB{config: config, changes: newChanges(), once: make(chan struct{}, 1)}
	db.close = sync.OnceValue(db.shutDown)
	err := db.migrate(ctx)
	if err == nil && config.Dialect.Shared {
		err = db.startShared(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, config.closeParts())
	}
	if !config.Dialect.Shared {
		db.startAlone()
	}
	return db, nil
}

func (db *DB) startAlone() {
	db.read = &pool{db: db.config.Read, statements: map[string]*sql.Stmt{}}
	w := newWriter(db.config.Write, db.config.Dialect.Begin, db.changes.publish)
	db.writer = w
	go w.loop()
}

func (db *DB) startShared(ctx context.Context) error {
	node := rand.Text()
	db.read = remote{db.config.Read}
	db.writer = &parallel{db: db.config.Write, changes: db.changes, notice: func(committed []change) string {
		return notifyStatement(node, committed)
	}}
	db.feed = &feed{listener: db.config.Listen, node: node, changes: db.changes, lost: db.config.Lost, watched: db.watched}
	return db.feed.start(ctx)
}

// Tx implements record.Tx.
func (db *DB) Tx(ctx context.Context, do func(ctx context.Context) error) error {
	if db.txn(ctx) != nil {
		return record.ErrNested
	}
	return db.writer.do(ctx, manyRows, func(t *txn) error {
		return do(context.WithValue(ctx, txnKey{db}, t))
	})
}

// Watch implements record.Changes. Keys arrive in a goroutine of their own; a watcher that falls far behind is told the
// empty key instead of many.
func (db *DB) Watch(table string, changed func(key string)) (stop func()) {
	stop = db.changes.watch(table, changed)
	if db.feed != nil {
		db.feed.follow(table)
	}
	return stop
}

// Close refuses new writes, finishes those that wait, and closes. Later calls return what the first did.
func (db *DB) Close() error {
	if insideClosure() {
		return fmt.Errorf("close the database: %w", record.ErrNested)
	}
	return db.close()
}

func (db *DB) shutDown() error {
	db.writer.stop()
	if db.feed != nil {
		db.feed.stop()
	}
	db.changes.stop()
	return db.config.closeParts()
}

func (c Config) closeParts() error {
	err := errors.Join(c.Read.Close(), c.Write.Close()) // the writer last: SQLite then folds its log into the file
	if c.Release != nil {
		err = errors.Join(err, c.Release())
	}
	return err
}

// txnKey finds the transaction of one DB in a context.
type txnKey struct{ db *DB }

func (db *DB) txn(ctx context.Context) *txn {
	t, _ := ctx.Value(txnKey{db}).(*txn)
	return t
}

// reader is the transaction of the context, else the read connections.
func (db *DB) reader(ctx context.Context) loader {
	if t := db.txn(ctx); t != nil {
		return t
	}
	return db.read
}

// write runs a change in the transaction of the context, else in one of its own.
func (db *DB) write(ctx context.Context, change func(*txn) error) error {
	t := db.txn(ctx)
	if t == nil {
		return db.writer.do(ctx, oneRow, change)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if t.changing.Load() {
		return record.ErrNested
	}
	return change(t)
}
