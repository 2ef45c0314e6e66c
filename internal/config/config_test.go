package config

import (
	"strings"
	"testing"
)

func valid() Config {
	return Config{Profile: Development, Listen: DefaultListen, Data: "data", AccountID: DefaultAccount, Region: DefaultRegion}
}

func TestNormaliseRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*Config)
		want   string
	}{
		"listen":           {func(c *Config) { c.Listen = "nowhere" }, "--listen"},
		"account":          {func(c *Config) { c.AccountID = "12" }, "--account-id"},
		"region":           {func(c *Config) { c.Region = "Europe" }, "--region"},
		"issuer":           {func(c *Config) { c.Issuer = "me" }, "--issuer"},
		"log format":       {func(c *Config) { c.LogFormat = "xml" }, "--log-format"},
		"public url":       {func(c *Config) { c.PublicURL = "ftp://x" }, "--public-url"},
		"public url query": {func(c *Config) { c.PublicURL = "https://x?y" }, "--public-url"},
		"origin":           {func(c *Config) { c.AllowOrigins = []string{"*"} }, "--allow-origin"},
		"data":             {func(c *Config) { c.Data = "" }, "--data"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := valid()
			c.change(&config)
			if err := config.Normalise(); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an error about %s", err, c.want)
			}
		})
	}
	config := valid()
	config.AccountID, config.Region = "1", "2"
	if err := config.Normalise(); err == nil || !strings.Contains(err.Error(), "--account-id") || !strings.Contains(err.Error(), "--region") {
		t.Errorf("everything wrong must be told at once: %v", err)
	}
}

func TestBarePortIsLoopbackInDevelopment(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		profile  Profile
		listen   string
		want     string
		loopback bool
	}{
		{Development, ":4566", "127.0.0.1:4566", true},
		{Development, "0.0.0.0:4566", "0.0.0.0:4566", false},
		{Development, "[::1]:0", "[::1]:0", true},
		{Development, "localhost:1", "localhost:1", true},
		{Production, ":8080", ":8080", false},
	} {
		config := valid()
		config.Profile, config.Listen = c.profile, c.listen
		if err := config.Normalise(); err != nil {
			t.Fatal(err)
		}
		if config.Listen != c.want || config.Loopback() != c.loopback {
			t.Errorf("%s %s: got %s, loopback %v", c.profile, c.listen, config.Listen, config.Loopback())
		}
	}
}
