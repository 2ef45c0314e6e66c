// Package setting keeps the few facts about an installation itself that must outlive the process: which account it is,
// how far its clock was moved, whether a master key fits.
package setting

import (
	"context"
	"errors"

	"github.com/sallyport/sallyport/internal/core/record"
)

// Setting is one fact.
type Setting struct {
	Name  string `json:"Name"`
	Value string `json:"Value"`
}

// Spec is the table of settings.
var Spec = record.Spec[Setting]{Table: "settings", Key: func(s *Setting) string { return s.Name }}

// Get reads a setting; one that was never written is "".
func Get(ctx context.Context, table record.Reader[Setting], name string) (string, error) {
	s, err := table.Get(ctx, name)
	if errors.Is(err, record.ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return s.Value, nil
}

// Change reads and rewrites a setting in one step; change gets "" for one that was never written.
func Change(ctx context.Context, table record.Table[Setting], name string, change func(old string) (string, error)) error {
	update := func(s *Setting) error {
		value, err := change(s.Value)
		s.Value = value
		return err
	}
	_, err := table.Update(ctx, name, update)
	if !errors.Is(err, record.ErrNotFound) {
		return err
	}
	fresh := &Setting{Name: name}
	if err := update(fresh); err != nil {
		return err
	}
	if err := table.Insert(ctx, fresh); !errors.Is(err, record.ErrExists) {
		return err
	}
	// Somebody wrote it between the two steps.
	_, err = table.Update(ctx, name, update)
	return err
}
