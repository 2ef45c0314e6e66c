package postgres

import (
	"errors"
	"fmt"
	"maps"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// errURL does not say what the parser saw, for that may be the password.
var errURL = errors.New("the PostgreSQL URL does not parse: it should look like postgres://user:password@host:5432/database, " +
	"with characters such as @ : / ? % in the password written as %40 %3A %2F %3F %25")

// settings are what every connection asks of the server, unless the URL says otherwise. A server that vanished must not keep
// its locks for hours.
var settings = map[string]string{
	"application_name":            "sallyport",
	"standard_conforming_strings": "on",
	"idle_session_timeout":        "0",
	"tcp_keepalives_idle":         "10",
	"tcp_keepalives_interval":     "5",
	"tcp_keepalives_count":        "3",
}

// writeSettings are for connections that write. Serialisable transactions remember what they read by pages of an index or
// by whole tables: a plan that reads a small table from end to end would collide with every other writer.
var writeSettings = map[string]string{
	"enable_seqscan":                      "off",
	"idle_in_transaction_session_timeout": "60s",
}

func parse(url string) (*pgx.ConnConfig, error) {
	if !strings.HasPrefix(url, "postgres://") && !strings.HasPrefix(url, "postgresql://") {
		return nil, errURL
	}
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, errURL
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = 5 * time.Second
	}
	if config.ValidateConnect == nil {
		config.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsReadWrite
	}
	config.RuntimeParams = with(settings, config.RuntimeParams)
	return config, nil
}

func writing(config *pgx.ConnConfig) *pgx.ConnConfig {
	config = config.Copy()
	config.RuntimeParams = with(writeSettings, config.RuntimeParams)
	return config
}

// with gives the defaults, and over them what was asked for.
func with(defaults, asked map[string]string) map[string]string {
	all := maps.Clone(defaults)
	maps.Copy(all, asked)
	return all
}

// place names a database as its user would.
func place(config *pgx.ConnConfig) string {
	host := net.JoinHostPort(config.Host, strconv.Itoa(int(config.Port)))
	if strings.HasPrefix(config.Host, "/") {
		host = config.Host + " port " + strconv.Itoa(int(config.Port))
	}
	return fmt.Sprintf("%q on %s", config.Database, host)
}

// explain puts words to the failures that a user can do something about.
func explain(config *pgx.ConnConfig, err error) error {
	var refusal *pgconn.PgError
	var connect *pgconn.ConnectError
	switch {
	case errors.As(err, &refusal):
		return explainRefusal(config, refusal, err)
	case errors.As(err, &connect):
		return fmt.Errorf("the server cannot be reached: %w", err)
	}
	return err
}

func explainRefusal(config *pgx.ConnConfig, refusal *pgconn.PgError, err error) error {
	switch refusal.Code {
	case "28P01":
		return fmt.Errorf("the password of user %q is wrong: %w", config.User, err)
	case "28000":
		return fmt.Errorf("the server does not let user %q in from here: %w", config.User, err)
	case "3D000":
		return fmt.Errorf("the database does not exist: %w", err)
	case "53300":
		return fmt.Errorf("the server has no connection left: %w", err)
	case "42501":
		return fmt.Errorf("user %q may not do that; it must own the schema or may create in it: %w", config.User, err)
	case "42P07":
		return fmt.Errorf("another program keeps tables of the same name here; give this one a database of its own: %w", err)
	}
	return err
}
