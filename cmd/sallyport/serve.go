package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/sallyport/sallyport/internal/app"
	"github.com/sallyport/sallyport/internal/config"
)

// stopTime is how long requests in flight may take to finish when the server stops.
const stopTime = 10 * time.Second

func serveCommand(s streams) *cobra.Command {
	c := config.Config{Profile: config.Production}
	cmd := &cobra.Command{
		Use: "serve", Short: "Run the server alone, production profile", Args: cobra.NoArgs,
		Long: "Run the server in the production profile. Every flag can be given as an environment variable too:\n" +
			"--public-url is SALLYPORT_PUBLIC_URL. At its first start the server makes a root access key and writes it to\n" +
			"DATA/root-credentials, an AWS shared-credentials file that only its owner can read.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := fromEnvironment(cmd.Flags(), s.getenv); err != nil {
				return err
			}
			c.MasterKey = s.getenv("SALLYPORT_MASTER_KEY")
			if err := c.Normalise(); err != nil {
				return err
			}
			server, err := app.Start(cmd.Context(), c, app.Options{Version: programVersion(), Log: logger(s, &c)})
			if err != nil {
				return err
			}
			return untilStopped(cmd.Context(), server)
		},
	}
	serverFlags(cmd.Flags(), &c)
	cmd.Flags().StringVar(&c.Region, "region", config.DefaultRegion, "region of requests that name none")
	cmd.Flags().StringVar(&c.Data, "data", "sallyport-data", "folder of the embedded database and of secrets")
	return cmd
}

// serverFlags are the flags that `serve` and `up` share.
func serverFlags(f *pflag.FlagSet, c *config.Config) {
	f.StringVar(&c.Listen, "listen", config.DefaultListen, "address to listen on; :0 picks a port")
	f.StringVar(&c.AccountID, "account-id", config.DefaultAccount, "AWS account id")
	f.StringVar(&c.PublicURL, "public-url", "", "how clients reach the server (default: http:// and the listener)")
	f.StringVar(&c.Issuer, "issuer", "", `"aws" writes AWS's form of the issuer into tokens`)
	f.StringSliceVar(&c.AllowOrigins, "allow-origin", nil, "web origin whose pages may use the development key")
	f.StringVar(&c.LogFormat, "log-format", "", "text or json (default: text on a terminal, json elsewhere)")
	f.StringVar(&c.LogLevel, "log-level", "info", "debug, info, warn or error")
}

// fromEnvironment fills flags that were not given from SALLYPORT_ variables.
func fromEnvironment(f *pflag.FlagSet, getenv func(string) string) error {
	var failed error
	f.VisitAll(func(flag *pflag.Flag) {
		name := "SALLYPORT_" + strings.ToUpper(strings.ReplaceAll(flag.Name, "-", "_"))
		if value := getenv(name); value != "" && !flag.Changed && failed == nil {
			if err := f.Set(flag.Name, value); err != nil {
				failed = fmt.Errorf("%s: %w", name, err)
			}
		}
	})
	return failed
}

func untilStopped(ctx context.Context, server *app.Server) error {
	select {
	case err := <-server.Failed():
		return err
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
	defer cancel()
	return server.Stop(stop)
}

func logger(s streams, c *config.Config) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		level = slog.LevelInfo
	}
	return slog.New(handler(s.err, level, c.LogFormat == "json" || c.LogFormat == "" && s.width == 0))
}

func handler(w io.Writer, level slog.Level, asJSON bool) slog.Handler {
	o := &slog.HandlerOptions{Level: level}
	if asJSON {
		return slog.NewJSONHandler(w, o)
	}
	return slog.NewTextHandler(w, o)
}

// removeAll removes a folder of a server that keeps nothing.
func removeAll(folder string) {
	if folder != "" {
		_ = os.RemoveAll(folder) // a temporary folder: the system clears it if we cannot
	}
}
