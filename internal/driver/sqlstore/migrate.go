package sqlstore

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
)

//go:embed migrations
var migrations embed.FS

const versionTable = "schema_version"

// migrate brings the schema up to date. goose is asked only when there is something to do: it takes longer to find out than
// a start should. Of servers that start together one migrates.
func (db *DB) migrate(ctx context.Context) error {
	d := db.config.Dialect
	folder, err := fs.Sub(migrations, path.Join("migrations", d.Name))
	if err != nil {
		return fmt.Errorf("migrations of %s: %w", d.Name, err)
	}
	if done, err := upToDate(ctx, db.config.Write, d, folder); done || err != nil {
		return err
	}
	return db.Once(ctx, "migrate", func(ctx context.Context) error {
		if done, err := upToDate(ctx, db.config.Write, d, folder); done || err != nil {
			return err
		}
		return runMigrations(ctx, db.config.Write, d, folder)
	})
}

func upToDate(ctx context.Context, db *sql.DB, d Dialect, folder fs.FS) (bool, error) {
	want, err := newestMigration(folder)
	if err != nil {
		return false, err
	}
	have, err := schemaVersion(ctx, db, d)
	if err != nil {
		return false, fmt.Errorf("read the schema's version: %w", err)
	}
	if have > want {
		return false, fmt.Errorf("the data have schema %d and this program knows %d: a newer version of the program wrote them", have, want)
	}
	return have == want, nil
}

func runMigrations(ctx context.Context, db *sql.DB, d Dialect, folder fs.FS) error {
	p, err := goose.NewProvider(d.goose, db, folder, goose.WithTableName(versionTable), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate the schema: %w", err)
	}
	return nil
}

// schemaVersion is 0 for a database without a schema.
func schemaVersion(ctx context.Context, db *sql.DB, d Dialect) (int64, error) {
	var tables int
	if err := db.QueryRowContext(ctx, d.bind(d.HasTable), versionTable).Scan(&tables); err != nil {
		return 0, err
	}
	if tables == 0 {
		return 0, nil
	}
	var version int64
	err := db.QueryRowContext(ctx, "SELECT COALESCE(MAX(version_id), 0) FROM "+versionTable).Scan(&version)
	return version, err
}

// newestMigration reads the number that a migration's file name begins with.
func newestMigration(folder fs.FS) (int64, error) {
	names, err := fs.Glob(folder, "*.sql")
	if err != nil || len(names) == 0 {
		return 0, fmt.Errorf("no migrations found: %w", err)
	}
	number, _, _ := strings.Cut(names[len(names)-1], "_") // Glob sorts
	newest, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("number of migration %s: %w", names[len(names)-1], err)
	}
	return newest, nil
}
