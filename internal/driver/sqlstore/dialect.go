package sqlstore

import (
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
)

// Dialect is what differs between databases.
type Dialect struct {
	Name     string // names the folder of migrations
	Begin    string // starts a transaction that will write, where there is one writer
	HasTable string // counts the tables of a name
	Numbered bool   // placeholders are $1, $2 instead of ?
	Shared   bool   // several servers use the database, and each of them several connections to write
	Lock     string // ends a query whose row is about to be written
	goose    goose.Dialect
}

// SQLite is the dialect of SQLite. IMMEDIATE takes the write lock at once: a transaction that began by reading could not
// take it later without losing its snapshot.
func SQLite() Dialect {
	return Dialect{
		Name:     "sqlite",
		Begin:    "BEGIN IMMEDIATE",
		HasTable: "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?",
		goose:    goose.DialectSQLite3,
	}
}

// PostgreSQL is the dialect of PostgreSQL. How its transactions begin is up to the kind of write: see parallel.
func PostgreSQL() Dialect {
	return Dialect{
		Name:     "postgres",
		HasTable: "SELECT count(*) FROM pg_catalog.pg_tables WHERE schemaname = current_schema() AND tablename = ?",
		Numbered: true,
		Shared:   true,
		Lock:     " FOR UPDATE",
		goose:    goose.DialectPostgres,
	}
}

// bind writes a query's placeholders as the database wants them. The queries of this package hold no question mark in a
// literal.
func (d Dialect) bind(query string) string {
	if !d.Numbered {
		return query
	}
	var b strings.Builder
	for i := 1; ; i++ {
		before, after, found := strings.Cut(query, "?")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		b.WriteString("$" + strconv.Itoa(i))
		query = after
	}
}
