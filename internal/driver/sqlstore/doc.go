// Package sqlstore keeps core's nouns in an SQL database: record.Table, record.Tx and record.Changes over database/sql.
//
//	Insert, Update, Delete, Tx                    Get, Find, List
//	  | scheduler                                   | without a transaction: a read connection
//	  v                                             | inside one: its connection, so it sees its own writes
//	writer or parallel: a transaction               v
//	  the caller runs its closure                 row -> open secrets -> JSON -> *T
//	  COMMIT
//	  |-> watchers get the keys
//	  '-> callers return when the watchers have seen them
//
// Where there is one writer (SQLite), callers ask it for turns:
//
//	writer: one goroutine, one connection
//	  BEGIN
//	  SAVEPOINT, the caller runs its closure, RELEASE (or ROLLBACK TO: one failure does not spoil the rest)
//	  ... every caller who waits, up to a bound
//	  COMMIT: one flush to the disk for all
//
// Where several servers share the database (PostgreSQL), callers write side by side:
//
//	parallel: a connection for each caller
//	  BEGIN: one row by its lock, a Tx serialisable; raced -> again, the last time with all others kept out
//	  the caller runs its closure
//	  notify, COMMIT
//	            '-> feed of another server: its watchers get the keys; when it cannot hear, "anything" twice a second
//
// A closure runs in the goroutine of its caller: a panic unwinds the stack it belongs to, and a caller never returns while its
// closure still runs.
//
// A noun is two tables, made by the migrations: <noun>(key, rev, body) and <noun>_index(name, value, key, uniq). What differs
// between databases is a Dialect, a scheduler and a feed.
package sqlstore
