package sqlstore

import (
	"context"
	"fmt"
	"math"
	"slices"
	"unicode/utf8"

	"github.com/sallyport/sallyport/internal/core/record"
)

// Get implements record.Reader.
func (t *table[T]) Get(ctx context.Context, key string) (*T, error) {
	found, err := t.one(ctx, t.db.reader(ctx), t.sql.get, key)
	if err != nil {
		return nil, fmt.Errorf("%s %q: %w", t.spec.Table, key, err)
	}
	return t.decode(found)
}

// Find implements record.Reader. Its errors do not show the value, which may be nobody's business.
func (t *table[T]) Find(ctx context.Context, index, value string) (*T, error) {
	declared, ok := t.index(index)
	if !ok || !declared.Unique {
		return nil, fmt.Errorf("%s has no unique index %q", t.spec.Table, index)
	}
	found, err := t.one(ctx, t.db.reader(ctx), t.sql.find, index, indexed(value))
	if err != nil {
		return nil, fmt.Errorf("%s by %s: %w", t.spec.Table, index, err)
	}
	return t.decode(found)
}

func (t *table[T]) one(ctx context.Context, from loader, query string, args ...any) (row, error) {
	found, err := from.load(ctx, query, args...)
	if err != nil {
		return row{}, err
	}
	if len(found) == 0 {
		return row{}, record.ErrNotFound
	}
	return found[0], nil
}

// List implements record.Reader.
func (t *table[T]) List(ctx context.Context, q record.Query) ([]*T, error) {
	query, args, err := t.listQuery(q)
	if err != nil {
		return nil, err
	}
	found, err := t.db.reader(ctx).load(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", t.spec.Table, err)
	}
	values := make([]*T, len(found))
	for i, r := range found {
		if values[i], err = t.decode(r); err != nil {
			return nil, err
		}
	}
	return values, nil
}

func (t *table[T]) listQuery(q record.Query) (query string, args []any, err error) {
	query, below := t.sql.list, t.sql.listBelow
	if q.Index != "" {
		if _, ok := t.index(q.Index); !ok {
			return "", nil, fmt.Errorf("%s has no index %q", t.spec.Table, q.Index)
		}
		query, below = t.sql.among, t.sql.amongBelow
		args = append(args, q.Index, indexed(q.Value))
	}
	args = append(args, q.After, q.Prefix)
	if end := prefixEnd(q.Prefix); end != "" {
		query, args = below, append(args, end)
	}
	limit := int64(math.MaxInt64)
	if q.Limit > 0 {
		limit = int64(q.Limit)
	}
	return query, append(args, limit), nil
}

func (t *table[T]) index(name string) (record.Index[T], bool) {
	i := slices.IndexFunc(t.spec.Indexes, func(x record.Index[T]) bool { return x.Name == name })
	if i < 0 {
		return record.Index[T]{}, false
	}
	return t.spec.Indexes[i], true
}

// prefixEnd is the least text above all that begin with the prefix; "" when there is none. It counts in code points, since
// not every database takes other bytes, and UTF-8 sorts as they do.
func prefixEnd(prefix string) string {
	for prefix != "" {
		last, size := utf8.DecodeLastRuneInString(prefix)
		prefix = prefix[:len(prefix)-size]
		switch {
		case last == utf8.MaxRune:
			continue
		case last == 0xD7FF: // surrogates follow, which UTF-8 has not
			last = 0xE000
		default:
			last++
		}
		return prefix + string(last)
	}
	return ""
}
