package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"regexp"

	"github.com/sallyport/sallyport/internal/core/record"
)

// nameForm is what may stand in SQL unquoted.
var nameForm = regexp.MustCompile(`^[a-z_]+$`)

// Open gives the table of a noun. The schema must have it already, and its index is rebuilt if the Spec's indexes are not
// those the rows were written with.
func Open[T any](ctx context.Context, db *DB, spec record.Spec[T]) (record.Table[T], error) {
	if err := checkSpec(spec, db.config.Sealer != nil); err != nil {
		return nil, fmt.Errorf("open table %q: %w", spec.Table, err)
	}
	t := &table[T]{db: db, spec: spec, sql: newQueries(db.config.Dialect, spec.Table)}
	if _, err := db.read.load(ctx, t.sql.get, ""); err != nil {
		return nil, fmt.Errorf("open table %q: the schema does not have it: %w", spec.Table, err)
	}
	if err := t.reconcile(ctx); err != nil {
		return nil, fmt.Errorf("open table %q: bring its index up to date: %w", spec.Table, err)
	}
	return t, nil
}

func checkSpec[T any](spec record.Spec[T], sealer bool) error {
	if !nameForm.MatchString(spec.Table) {
		return errors.New("its name is not of the form [a-z_]+")
	}
	if spec.Key == nil {
		return errors.New("its rows have no key")
	}
	if spec.Secrets != nil && !sealer {
		return errors.New("it has secrets and there is no key to seal them")
	}
	seen := map[string]bool{}
	for _, index := range spec.Indexes {
		switch {
		case !nameForm.MatchString(index.Name):
			return fmt.Errorf("the name of index %q is not of the form [a-z_]+", index.Name)
		case seen[index.Name]:
			return fmt.Errorf("index %q is there twice", index.Name)
		case index.Of == nil:
			return fmt.Errorf("index %q has no values", index.Name)
		}
		seen[index.Name] = true
	}
	return nil
}
