package sqlstore

import "strings"

// queries are the statements of a table. Its name is checked by Open, values are always arguments.
type queries struct {
	get, insert, update, delete         string
	take                                string // get a row in order to write it
	find, owners, addEntry, removeEntry string
	clearEntries                        string
	list, listBelow                     string // all keys; keys below an end
	among, amongBelow                   string // the same among the rows with an index value
	indexNames, setIndexNames           string
}

func newQueries(d Dialect, table string) queries {
	sql := func(text string) string { return d.bind(strings.ReplaceAll(text, "@", table)) }
	const (
		list  = "SELECT key, rev, body FROM @ WHERE key > ? AND key >= ?"
		among = "SELECT r.key, r.rev, r.body FROM @_index i JOIN @ r ON r.key = i.key WHERE i.name = ? AND i.value = ? AND i.key > ? AND i.key >= ?"
	)
	guard := "" // see writeRow
	if d.Shared {
		guard = " AND NOT EXISTS (SELECT 1 FROM index_names WHERE noun = '@' AND names <> ?)"
	}
	return queries{
		get:           sql("SELECT key, rev, body FROM @ WHERE key = ?"),
		take:          sql("SELECT key, rev, body FROM @ WHERE key = ?" + d.Lock),
		insert:        sql("INSERT INTO @ (key, rev, body) SELECT ?, 1, ? WHERE TRUE" + guard),
		update:        sql("UPDATE @ SET rev = rev + 1, body = ? WHERE key = ? AND rev = ?" + guard),
		delete:        sql("DELETE FROM @ WHERE key = ?" + guard),
		find:          sql("SELECT r.key, r.rev, r.body FROM @_index i JOIN @ r ON r.key = i.key WHERE i.name = ? AND i.value = ?"),
		owners:        sql("SELECT key, 0, '' FROM @_index WHERE name = ? AND value = ?"),
		addEntry:      sql("INSERT INTO @_index (name, value, key, uniq) VALUES (?, ?, ?, ?)"),
		removeEntry:   sql("DELETE FROM @_index WHERE name = ? AND value = ? AND key = ?"),
		clearEntries:  sql("DELETE FROM @_index"),
		list:          sql(list + " ORDER BY key LIMIT ?"),
		listBelow:     sql(list + " AND key < ? ORDER BY key LIMIT ?"),
		among:         sql(among + " ORDER BY i.key LIMIT ?"),
		amongBelow:    sql(among + " AND i.key < ? ORDER BY i.key LIMIT ?"),
		indexNames:    sql("SELECT noun, 0, names FROM index_names WHERE noun = ?"),
		setIndexNames: sql("INSERT INTO index_names (noun, names) VALUES (?, ?) ON CONFLICT (noun) DO UPDATE SET names = excluded.names"),
	}
}
