package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"
)

func TestOperationSettingsAreChecked(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*Config)
		want   string
	}{
		"metrics":         {func(c *Config) { c.MetricsListen = "9464" }, "--metrics-listen"},
		"profiles alone":  {func(c *Config) { c.PProf = true }, "--metrics-listen"},
		"connections":     {func(c *Config) { c.MaxConnections = -1 }, "--max-connections"},
		"in flight":       {func(c *Config) { c.MaxInFlight = -1 }, "--max-in-flight"},
		"timeout":         {func(c *Config) { c.ShutdownTimeout = -1 }, "--shutdown-timeout"},
		"delay":           {func(c *Config) { c.ShutdownDelay = -1 }, "--shutdown-delay"},
		"header":          {func(c *Config) { c.HeaderTimeout = -1 }, "--header-timeout"},
		"body":            {func(c *Config) { c.BodyTimeout = -1 }, "--body-timeout"},
		"level":           {func(c *Config) { c.LogLevel = "loud" }, "--log-level"},
		"two master keys": {func(c *Config) { c.MasterKey, c.MasterKeyFile = "a", "b" }, "leave one out"},
		"no master key":   {func(c *Config) { c.Database = "postgres://u:battery@h/d" }, "--master-key-file or SALLYPORT_MASTER_KEY"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := valid()
			c.change(&config)
			err := config.Normalise()
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "battery") {
				t.Errorf("got %v, want an error about %s", err, c.want)
			}
		})
	}
}

func TestLimitsHaveDefaults(t *testing.T) {
	t.Parallel()
	config := valid()
	config.MaxInFlight, config.ShutdownDelay = 7, time.Second
	if err := config.Normalise(); err != nil {
		t.Fatal(err)
	}
	want := DefaultLimits()
	want.MaxInFlight, want.ShutdownDelay = 7, time.Second
	if config.Limits != want {
		t.Errorf("got %+v, want %+v", config.Limits, want)
	}
}

func TestSecretsAreNotShown(t *testing.T) {
	t.Parallel()
	c := valid()
	c.Database, c.MasterKey = "postgres://u:battery@h/d", "battery"
	var b bytes.Buffer
	slog.New(slog.NewTextHandler(&b, nil)).Info("start", "config", c, "database", c.Database)
	slog.New(slog.NewJSONHandler(&b, nil)).Info("start", "config", c, "database", c.Database)
	fmt.Fprintf(&b, "%v %+v %#v %s %q %x", c, c, c, c.Database, c.Database, c.Database)
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	if all := b.String() + string(text); strings.Contains(all, "battery") || strings.Contains(all, fmt.Sprintf("%x", "battery")) {
		t.Error(all)
	}
	if string(c.MasterKey) != "battery" {
		t.Error("the secret is lost")
	}
}
