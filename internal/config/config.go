// Package config is everything that can be set about a server: one struct, filled from defaults, environment and flags, and
// checked once.
package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
)

// Profile says what the server is for.
type Profile string

// The profiles. Both verify everything; development also seeds a key, catches messages and can move its clock.
const (
	Development Profile = "development"
	Production  Profile = "production"
)

// Defaults.
const (
	DefaultListen  = "127.0.0.1:4566"
	DefaultAccount = "000000000000"
	DefaultRegion  = "us-east-1"
)

// Config is the configuration of a server.
type Config struct {
	Profile   Profile
	Listen    string // host:port; ":port" means loopback in development
	Data      string // folder of the embedded database and of secrets
	Ephemeral bool   // keep nothing: Data is a temporary folder that goes with the server
	AccountID string
	Region    string // of unsigned requests that name none
	PublicURL string // how clients reach the server; default http:// and the listener
	Issuer    string // "" for {public-url}/{poolId}, "aws" for AWS's form
	// AllowOrigins are the web origins, beside the server's own, whose pages may use the development key.
	AllowOrigins []string
	// MasterKey encrypts secrets at rest: 32 bytes in hex or base64; MasterKeyFile is a file that holds it. Without both it is
	// the key file in Data.
	MasterKey     Secret
	MasterKeyFile string
	// Database is the URL of a PostgreSQL database that several servers share. Without it the data are one file in Data.
	Database  Secret
	LogFormat string // text, json, or "" for text on a terminal and json elsewhere
	LogLevel  string // debug, info, warn, error

	MetricsListen string // host:port of the metrics; "" for none
	PProf         bool   // profiles beside the metrics
	Limits
}

var (
	account = regexp.MustCompile(`^\d{12}$`)
	region  = regexp.MustCompile(`^[a-z]{2}(-[a-z]+)+-\d$`)
)

// Normalise fills in defaults that depend on other settings, then checks everything; all that is wrong is told at once.
func (c *Config) Normalise() error {
	if c.Profile == Development && strings.HasPrefix(c.Listen, ":") {
		// A developer's machine is open to nobody unless an address says so.
		c.Listen = "127.0.0.1" + c.Listen
	}
	var errs []error
	wrong := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if _, _, err := net.SplitHostPort(c.Listen); err != nil {
		wrong("--listen %q: want host:port, such as %s", c.Listen, DefaultListen)
	}
	if !account.MatchString(c.AccountID) {
		wrong("--account-id %q: want 12 digits", c.AccountID)
	}
	if !region.MatchString(c.Region) {
		wrong("--region %q: want a region such as eu-west-1", c.Region)
	}
	if c.Issuer != "" && c.Issuer != "aws" {
		wrong("--issuer %q: want aws, or leave it out", c.Issuer)
	}
	if c.LogFormat != "" && c.LogFormat != "text" && c.LogFormat != "json" {
		wrong("--log-format %q: want text or json", c.LogFormat)
	}
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.LogLevel)); c.LogLevel != "" && err != nil {
		wrong("--log-level %q: want debug, info, warn or error", c.LogLevel)
	}
	if err := c.publicURL(); err != nil {
		errs = append(errs, err)
	}
	if _, _, err := net.SplitHostPort(c.MetricsListen); c.MetricsListen != "" && err != nil {
		wrong("--metrics-listen %q: want host:port, such as 127.0.0.1:9464", c.MetricsListen)
	}
	if c.PProf && c.MetricsListen == "" {
		wrong("--pprof serves profiles beside the metrics: give --metrics-listen too")
	}
	if err := c.keys(); err != nil {
		errs = append(errs, err)
	}
	c.normalise(wrong)
	for _, o := range c.AllowOrigins {
		if u, err := url.Parse(o); err != nil || u.Scheme == "" || u.Host == "" || u.Path != "" || u.RawQuery != "" {
			wrong("--allow-origin %q: want scheme://host[:port]", o)
		}
	}
	if c.Data == "" && !c.Ephemeral {
		wrong("--data: want a folder")
	}
	if c.Data != "" {
		data, err := filepath.Abs(c.Data)
		if err != nil {
			errs = append(errs, err)
		}
		c.Data = data
	}
	return errors.Join(errs...)
}

// keys checks where the master key comes from. It is never made for a database that others may share already.
func (c *Config) keys() error {
	switch {
	case c.MasterKey != "" && c.MasterKeyFile != "":
		return errors.New("SALLYPORT_MASTER_KEY and --master-key-file both give the master key: leave one out")
	case c.Database != "" && c.MasterKey == "" && c.MasterKeyFile == "":
		return errors.New("--database: give the master key by --master-key-file or SALLYPORT_MASTER_KEY, " +
			"the same for every server of the database; `openssl rand -hex 32` makes one")
	}
	return nil
}

func (c *Config) publicURL() error {
	if c.PublicURL == "" {
		return nil
	}
	u, err := url.Parse(c.PublicURL)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return fmt.Errorf("--public-url %q: want http:// or https:// and a host", c.PublicURL)
	}
	c.PublicURL = strings.TrimRight(c.PublicURL, "/")
	return nil
}

// Loopback says whether the listener is reachable from this machine alone.
func (c *Config) Loopback() bool {
	host, _, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
