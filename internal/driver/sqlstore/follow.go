package sqlstore

import (
	"context"
	"slices"
	"strings"
	"time"
)

// watched has every server tell of a table's changes. Nobody else writes while the table is entered: whoever began before is
// done, and whoever begins later tells.
func (db *DB) watched(ctx context.Context, table string) error {
	const find, enter = "SELECT noun, 0, '' FROM watched WHERE noun = $1", "INSERT INTO watched (noun) VALUES ($1) ON CONFLICT DO NOTHING"
	found, err := db.read.load(ctx, find, table)
	if err != nil || len(found) > 0 {
		return err
	}
	return db.writer.do(ctx, everything, func(tx *txn) error {
		_, err := tx.exec(enter, table)
		return err
	})
}

// notifyStatement is part of a transaction: PostgreSQL tells the listeners when it commits. Commits that tell something wait
// for each other, flush to the disk included, so nothing is told of what nobody keeps in a cache. A notice has no quotes in it.
func notifyStatement(node string, committed []change) string {
	var tables []string
	for _, c := range committed {
		if quoted := "'" + c.table + "'"; !slices.Contains(tables, quoted) {
			tables = append(tables, quoted)
		}
	}
	if len(tables) == 0 {
		return ""
	}
	return "SELECT pg_notify('" + Channel + "', '" + formatNotice(node, committed) + "') WHERE EXISTS " +
		"(SELECT 1 FROM watched WHERE noun IN (" + strings.Join(tables, ", ") + ")); "
}

// maxEntering is how long one attempt to enter a table may take.
const maxEntering = 5 * time.Second

// follow has the others tell of a table. It waits for that no longer than maxLag; until it is done, watchers are told that
// anything may have changed.
func (f *feed) follow(table string) {
	f.mu.Lock()
	done := f.follows[table]
	if done == nil && f.life.Err() == nil {
		done = make(chan struct{})
		f.follows[table] = done
		f.running.Go(func() { f.enter(table, done) })
	}
	f.mu.Unlock()
	limit := time.NewTimer(maxLag)
	defer limit.Stop()
	select {
	case <-done:
	case <-f.life.Done():
	case <-limit.C:
	}
}

func (f *feed) enter(table string, done chan struct{}) {
	for {
		ctx, cancel := context.WithTimeout(f.life, maxEntering)
		err := f.watched(ctx, table)
		cancel()
		if err == nil {
			f.changes.publish([]change{{table, ""}}) // what was not told before
			close(done)
			return
		}
		select {
		case <-f.life.Done():
			return
		case <-time.After(deafBeat):
		}
	}
}

// waiting says whether there is a table of which others may not tell yet.
func (f *feed) waiting() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, done := range f.follows {
		select {
		case <-done:
		default:
			return true
		}
	}
	return false
}
