package sqlstore

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/sallyport/sallyport/internal/core/record"
)

// entry is a value under which a row is found.
type entry struct {
	name, value string
	unique      bool
}

// entries are those of a value, each once.
func (t *table[T]) entries(value *T) ([]entry, error) {
	var all []entry
	for _, index := range t.spec.Indexes {
		for _, text := range index.Of(value) {
			if err := checkText(text); err != nil {
				return nil, fmt.Errorf("index %s of %s: %w", index.Name, t.spec.Table, err)
			}
			e := entry{index.Name, indexed(text), index.Unique}
			if !slices.Contains(all, e) {
				all = append(all, e)
			}
		}
	}
	return all, nil
}

// maxKey and maxValue keep an entry below the 2704 bytes that PostgreSQL takes in an index.
const (
	maxKey   = 1536
	maxValue = 1024
)

// digestMark begins the digest of a value and, since those that begin with it are digested too, nothing else.
const digestMark = "\x01"

// indexed is a value as it stands in the index. Values are only compared, so the digest of a long one does as well.
func indexed(value string) string {
	if len(value) <= maxValue && !strings.HasPrefix(value, digestMark) {
		return value
	}
	sum := sha256.Sum256([]byte(value))
	return digestMark + hex.EncodeToString(sum[:])
}

// difference are the entries that an update takes away and brings.
func difference(before, after []entry) (gone, come []entry) {
	for _, e := range before {
		if !slices.Contains(after, e) {
			gone = append(gone, e)
		}
	}
	for _, e := range after {
		if !slices.Contains(before, e) {
			come = append(come, e)
		}
	}
	return gone, come
}

// checkFree says ErrExists if another row has one of the unique values.
func (t *table[T]) checkFree(ctx context.Context, tx *txn, key string, entries []entry) error {
	for _, e := range entries {
		if !e.unique {
			continue
		}
		owners, err := tx.load(ctx, t.sql.owners, e.name, e.value)
		if err != nil {
			return fmt.Errorf("look into index %s of %s: %w", e.name, t.spec.Table, err)
		}
		if slices.ContainsFunc(owners, func(r row) bool { return r.key != key }) {
			return fmt.Errorf("%s with this %s: %w", t.spec.Table, e.name, record.ErrExists)
		}
	}
	return nil
}

// writeEntries adds or removes entries.
func (t *table[T]) writeEntries(tx *txn, statement, key string, entries []entry) error {
	for _, e := range entries {
		args := []any{e.name, e.value, key}
		if statement == t.sql.addEntry {
			args = append(args, uniq(e.unique))
		}
		if _, err := tx.exec(statement, args...); err != nil {
			return fmt.Errorf("write index %s of %s: %w", e.name, t.spec.Table, err)
		}
	}
	return nil
}

func uniq(unique bool) int {
	if unique {
		return 1
	}
	return 0
}
