package token

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/core/userpool"
)

// Family is what is known of the tokens of one sign-in, once there is something to know: that they were revoked, or which
// refresh token took the place of which. Most sign-ins never have a row.
type Family struct {
	PoolID  string
	ID      string // origin_jti
	Sub     string
	Revoked bool
	// Current is the serial of the one refresh token that is good, where refresh tokens rotate; Previous was good until
	// Rotated, and for a grace period after it.
	Current  string
	Previous string
	Rotated  time.Time
	Expires  time.Time // when the refresh token ends, and the row may go
}

// FamilyTable is the table of families.
const FamilyTable = "token_families"

// FamilySpec describes the table of families, keyed by pool id and family id.
func FamilySpec() record.Spec[Family] {
	return record.Spec[Family]{
		Table: FamilyTable,
		Key:   func(f *Family) string { return familyKey(f.PoolID, f.ID) },
		Indexes: []record.Index[Family]{{
			Name: indexDay, Of: func(f *Family) []string { return []string{day(f.forgettable())} },
		}},
	}
}

func familyKey(poolID, id string) string { return poolID + "/" + id }

// Families keeps track of families.
type Families struct{ Table record.Table[Family] }

// find gets a family; nil if nothing is known of it.
func (f Families) find(ctx context.Context, poolID, id string) (*Family, error) {
	family, err := f.Table.Get(ctx, familyKey(poolID, id))
	if errors.Is(err, record.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("load a token family: %w", err)
	}
	return family, nil
}

// change changes the row of a grant's family, which is made if need be.
func (f Families) change(ctx context.Context, g *Grant, change func(*Family) error) error {
	key := familyKey(g.PoolID, g.ID)
	_, err := f.Table.Update(ctx, key, change)
	if errors.Is(err, record.ErrNotFound) {
		fresh := &Family{PoolID: g.PoolID, ID: g.ID, Sub: g.Sub, Expires: time.Unix(g.Expires, 0).UTC()}
		if err := change(fresh); err != nil {
			return err
		}
		if err = f.Table.Insert(ctx, fresh); errors.Is(err, record.ErrExists) {
			_, err = f.Table.Update(ctx, key, change) // somebody made it between the two steps
		}
	}
	return err
}

const indexDay = "day" // families by the day on which they may be forgotten

func day(at time.Time) string { return at.UTC().Format(time.DateOnly) }

// forgettable is when nothing of a family can be good any more: an access token may outlive the refresh token by a day.
func (f *Family) forgettable() time.Time { return f.Expires.Add(24 * time.Hour) }

// Sweep forgets families that have ended by themselves. It looks back some days only: older rows stay, and harm nobody.
func (f Families) Sweep(ctx context.Context, now time.Time) error {
	const looked = 14
	for back := range looked {
		families, err := f.Table.List(ctx, record.Query{Index: indexDay, Value: day(now.AddDate(0, 0, -back))})
		if err != nil {
			return fmt.Errorf("sweep token families: %w", err)
		}
		for _, family := range families {
			if now.Before(family.forgettable()) {
				continue
			}
			err := f.Table.Delete(ctx, familyKey(family.PoolID, family.ID))
			if err != nil && !errors.Is(err, record.ErrNotFound) {
				return fmt.Errorf("forget a token family: %w", err)
			}
		}
	}
	return nil
}

// Revoked says that a token no longer counts because its family was revoked, or because its user signed out everywhere
// after it was granted.
func (f Families) Revoked(ctx context.Context, user *userpool.User, claims *Claims) (bool, error) {
	if user.Revoked(claims.Granted()) {
		return true, nil
	}
	origin := ""
	err := scan(claims.Payload, func(name string, value []byte) error {
		if name == "origin_jti" {
			return textInto(&origin, name, value)
		}
		return nil
	})
	if err != nil || origin == "" { // no family: the client's tokens cannot be revoked one by one
		return false, err
	}
	family, err := f.find(ctx, claims.PoolID, origin)
	return family != nil && family.Revoked, err
}
