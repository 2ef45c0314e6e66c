// Package record is how core keeps its nouns: tables of values, one table a noun, opened by whatever driver the program
// runs on.
//
//	noun package declares  Spec[T] (table, key, indexes, secrets)
//	app opens              Table[T] from a driver
//	core calls             Get / Find / List / Insert / Update / Delete, several at once inside Tx
//	driver tells           Changes to whoever keeps a cache
//
// A value is stored as its key, its indexed columns and one JSON body; members of the body that this version does not know
// survive a rewrite. Strings named by Spec.Secrets are encrypted at rest.
package record

import (
	"context"
	"errors"
)

// ErrNotFound says that no row has the key or the indexed value.
var ErrNotFound = errors.New("not found")

// ErrExists says that a row with the key or with the value of a unique index is there already.
var ErrExists = errors.New("exists already")

// ErrNested says that a closure given to Update or Tx tried to write outside its own transaction.
var ErrNested = errors.New("nested write: a closure touches only its own transaction")

// Index is a way to find rows beside their key.
type Index[T any] struct {
	Name   string // [a-z_]+, unique in the table
	Unique bool
	Of     func(*T) []string // the values under which the row is found; none leaves it out of the index
}

// Spec describes the table of a noun.
type Spec[T any] struct {
	Table string // [a-z_]+
	// Key is the row's identity: UTF-8 without NUL, not empty, at most 1536 bytes.
	Key     func(*T) string
	Indexes []Index[T]
	// Secrets points at the strings of a value that are encrypted at rest, always in the same order.
	Secrets func(*T) []*string
}

// Query selects rows, ordered by key. The zero Query is the whole table.
type Query struct {
	Index, Value string // rows with this value in this index; an empty Index selects by key
	Prefix       string // rows whose key begins so
	After        string // rows behind this key: paging
	Limit        int    // at most so many; 0 is all
}

// Reader reads a table. Values belong to the caller, who may change them.
type Reader[T any] interface {
	Get(ctx context.Context, key string) (*T, error)
	// Find gets the row with a value in a unique index; in any other index it is an error.
	Find(ctx context.Context, index, value string) (*T, error)
	List(ctx context.Context, q Query) ([]*T, error)
}

// Writer changes a table. A change is durable when the call returns without an error.
type Writer[T any] interface {
	Insert(ctx context.Context, value *T) error
	// Update changes a row by a closure, which may run more than once and must not write elsewhere. The closure may not
	// change the key. The value as stored is returned.
	Update(ctx context.Context, key string, change func(*T) error) (*T, error)
	Delete(ctx context.Context, key string) error
}

// Table is a noun's rows.
type Table[T any] interface {
	Reader[T]
	Writer[T]
}

// Tx runs a closure whose reads and writes, through any table and with the context it is given, happen together or not at
// all. The closure may run more than once. A Tx within a Tx is ErrNested.
type Tx interface {
	Tx(ctx context.Context, do func(ctx context.Context) error) error
}

// Changes tells what was committed, so that caches can follow. Watch calls changed with the key of every committed row of
// the table, in no particular order; the empty key means "anything may have changed". A write on this node returns when its
// watchers have seen it (or after a second, should one hang), so that whoever wrote reads what it wrote through every cache;
// other nodes follow within a second. A watcher must not write. The returned function ends the watch.
type Changes interface {
	Watch(table string, changed func(key string)) (stop func())
}
