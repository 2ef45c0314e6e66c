package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/sallyport/sallyport/internal/config"
	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/core/setting"
	"github.com/sallyport/sallyport/internal/driver/keyring"
	"github.com/sallyport/sallyport/internal/driver/postgres"
	"github.com/sallyport/sallyport/internal/driver/sqlite"
	"github.com/sallyport/sallyport/internal/driver/sqlstore"
)

// data is the opened data: one file in the data folder, or a database that several servers share.
type data struct {
	db       *sqlstore.DB
	ring     *keyring.Ring
	settings record.Table[setting.Setting]
	fresh    bool // nothing was kept here before
	shared   bool
}

const (
	databaseFile = "sallyport.db"
	keyFile      = "master.key"
)

// node names this server among those that share the data; "" where it has them alone.
func (d *data) node() string {
	if !d.shared {
		return ""
	}
	return rand.Text()
}

// openData opens the master key, the database, and the proof that they belong together.
func openData(ctx context.Context, c config.Config, log *slog.Logger) (*data, error) {
	if err := makeFolder(c); err != nil {
		return nil, err
	}
	open := openFile
	if c.Database != "" {
		open = openShared
	}
	d, ring, err := open(ctx, c, log)
	if err != nil {
		return nil, err
	}
	d.ring = ring
	if d.settings, err = sqlstore.Open(ctx, d.db, setting.Spec); err == nil {
		err = d.db.Once(ctx, "first start", func(ctx context.Context) error { return d.belongs(ctx, c, ring) })
	}
	if err != nil {
		return nil, errors.Join(err, d.db.Close())
	}
	return d, nil
}

func openFile(ctx context.Context, c config.Config, _ *slog.Logger) (*data, *keyring.Ring, error) {
	path := filepath.Join(c.Data, databaseFile)
	_, err := os.Stat(path)
	fresh := errors.Is(err, os.ErrNotExist)
	ring, err := openKeyring(c, fresh)
	if err != nil {
		return nil, nil, err
	}
	options := sqlite.Options{Sealer: ring}
	if c.Ephemeral {
		options.Synchronous = sqlite.Off
	}
	db, err := sqlite.Open(ctx, path, options)
	return &data{db: db, fresh: fresh}, ring, err
}

func openShared(ctx context.Context, c config.Config, log *slog.Logger) (*data, *keyring.Ring, error) {
	ring, err := givenKey(c)
	if err != nil {
		return nil, nil, err
	}
	db, err := postgres.Open(ctx, string(c.Database), postgres.Options{Sealer: ring, Lost: func(err error) {
		log.Warn("the changes of other servers are not heard: until they are, caches are emptied twice a second", "error", err)
	}})
	return &data{db: db, shared: true}, ring, err
}

// makeFolder makes the data folder. The development profile keeps it out of version control, since it lies beside the
// template and holds secrets.
func makeFolder(c config.Config) error {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return fmt.Errorf("make the data folder: %w", err)
	}
	// One that was there may be open to others; it holds secrets from now on.
	if err := os.Chmod(c.Data, 0o700); err != nil {
		return fmt.Errorf("close the data folder to others: %w", err)
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

// givenKey is the master key of the configuration; nil if it has none.
func givenKey(c config.Config) (*keyring.Ring, error) {
	switch {
	case c.MasterKey != "":
		return keyring.Parse(string(c.MasterKey))
	case c.MasterKeyFile != "":
		return keyring.Load(c.MasterKeyFile)
	}
	return nil, nil
}

func openKeyring(c config.Config, fresh bool) (*keyring.Ring, error) {
	if ring, err := givenKey(c); ring != nil || err != nil {
		return ring, err
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
			d.fresh = true
			return ring.Check()
		}
		return old, ring.Verify(old)
	})
	if err != nil {
		return err
	}
	where, other := c.Data, "another --data"
	if d.shared {
		where, other = "the database", "another --database"
	}
	return setting.Change(ctx, d.settings, "account", func(old string) (string, error) {
		if old != "" && old != c.AccountID {
			return "", fmt.Errorf("%s holds the data of account %s, not %s: give --account-id %s or %s", where, old, c.AccountID, old, other)
		}
		return c.AccountID, nil
	})
}
