package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/sallyport/sallyport/internal/config"
	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/core/setting"
	"github.com/sallyport/sallyport/internal/driver/keyring"
	"github.com/sallyport/sallyport/internal/driver/sqlite"
	"github.com/sallyport/sallyport/internal/driver/sqlstore"
)

// data is the opened data folder.
type data struct {
	db       *sqlstore.DB
	settings record.Table[setting.Setting]
	fresh    bool // nothing was kept here before
}

const (
	databaseFile = "sallyport.db"
	keyFile      = "master.key"
)

// openData opens the data folder: the master key, the database, and the proof that they belong together.
func openData(ctx context.Context, c config.Config) (*data, error) {
	if err := makeFolder(c); err != nil {
		return nil, err
	}
	path := filepath.Join(c.Data, databaseFile)
	_, err := os.Stat(path)
	fresh := errors.Is(err, os.ErrNotExist)
	ring, err := openKeyring(c, fresh)
	if err != nil {
		return nil, err
	}
	options := sqlite.Options{Sealer: ring}
	if c.Ephemeral {
		options.Synchronous = sqlite.Off
	}
	db, err := sqlite.Open(ctx, path, options)
	if err != nil {
		return nil, err
	}
	d := &data{db: db, fresh: fresh}
	if d.settings, err = sqlstore.Open(ctx, db, setting.Spec); err == nil {
		err = d.belongs(ctx, c, ring)
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return d, nil
}

// makeFolder makes the data folder. The development profile keeps it out of version control, since it lies beside the
// template and holds secrets.
func makeFolder(c config.Config) error {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return fmt.Errorf("make the data folder: %w", err)
	}
	if c.Profile != config.Development {
		return nil
	}
	ignore := filepath.Join(c.Data, ".gitignore")
	if _, err := os.Stat(ignore); err == nil {
		return nil
	}
	return os.WriteFile(ignore, []byte("*\n"), 0o600)
}

func openKeyring(c config.Config, fresh bool) (*keyring.Ring, error) {
	if c.MasterKey != "" {
		return keyring.Parse(c.MasterKey)
	}
	path := filepath.Join(c.Data, keyFile)
	if !fresh {
		// A new key could open nothing of what is there.
		return keyring.Load(path)
	}
	ring, _, err := keyring.LoadOrCreate(path, rand.Reader)
	return ring, err
}

// belongs checks that the master key and the account are those the data was made with.
func (d *data) belongs(ctx context.Context, c config.Config, ring *keyring.Ring) error {
	err := setting.Change(ctx, d.settings, "keyring.check", func(old string) (string, error) {
		if old == "" {
			return ring.Check()
		}
		return old, ring.Verify(old)
	})
	if err != nil {
		return err
	}
	return setting.Change(ctx, d.settings, "account", func(old string) (string, error) {
		if old != "" && old != c.AccountID {
			return "", fmt.Errorf("%s holds the data of account %s, not %s: give --account-id %s or another --data", c.Data, old, c.AccountID, old)
		}
		return c.AccountID, nil
	})
}
