package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/sallyport/sallyport/internal/app"
	"github.com/sallyport/sallyport/internal/config"
)

func serveCommand(s streams) *cobra.Command {
	c := config.Config{Profile: config.Production}
	var database string
	cmd := &cobra.Command{
		Use: "serve", Short: "Run the server alone, production profile", Args: cobra.NoArgs,
		Long: "Run the server in the production profile. Every flag can be given as an environment variable too:\n" +
			"--public-url is SALLYPORT_PUBLIC_URL. At its first start the server makes a root access key and writes it to\n" +
			"DATA/root-credentials, an AWS shared-credentials file that only its owner can read. SALLYPORT_MASTER_KEY is the\n" +
			"master key that encrypts secrets at rest: 32 bytes in hex or base64.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := fromEnvironment(cmd.Flags(), s.getenv); err != nil {
				return err
			}
			c.MasterKey, c.Database = config.Secret(s.getenv("SALLYPORT_MASTER_KEY")), config.Secret(database)
			if err := c.Normalise(); err != nil {
				return err
			}
			return serve(cmd.Context(), s, c)
		},
	}
	f := cmd.Flags()
	serverFlags(f, &c)
	f.StringVar(&c.Region, "region", config.DefaultRegion, "region of requests that name none")
	f.StringVar(&c.Data, "data", "sallyport-data", "folder of the embedded database and of secrets")
	f.StringVar(&database, "database", "", "PostgreSQL database that several servers share, postgres://user:password@host/name;\n"+
		"SALLYPORT_DATABASE keeps its password out of the list of processes")
	f.StringVar(&c.MasterKeyFile, "master-key-file", "", "file with the master key, mode 0600 (default: DATA/master.key)")
	operationFlags(f, &c)
	return cmd
}

// operationFlags are for those who run a server that others rely on.
func operationFlags(f *pflag.FlagSet, c *config.Config) {
	usual := config.DefaultLimits()
	f.StringVar(&c.MetricsListen, "metrics-listen", "", "address to serve Prometheus metrics on (default: none)")
	f.BoolVar(&c.PProf, "pprof", false, "serve profiles on the metrics' address too")
	f.IntVar(&c.MaxConnections, "max-connections", usual.MaxConnections, "connections open at once; further ones are closed")
	f.IntVar(&c.MaxInFlight, "max-in-flight", usual.MaxInFlight, "requests served at once; further ones are answered 503")
	f.DurationVar(&c.HeaderTimeout, "header-timeout", usual.HeaderTimeout, "how long a request's header may take")
	f.DurationVar(&c.BodyTimeout, "body-timeout", usual.BodyTimeout, "how long a request's body may take")
	f.DurationVar(&c.ShutdownTimeout, "shutdown-timeout", usual.ShutdownTimeout, "how long requests in flight may take when the server stops")
	f.DurationVar(&c.ShutdownDelay, "shutdown-delay", 0, "how long to serve on, unready, before the server stops")
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

// serve runs a server until somebody stops it.
func serve(ctx context.Context, s streams, c config.Config) error {
	lines := newLines(s.err)
	defer lines.close()
	log := logger(lines, s, &c)
	server, err := app.Start(ctx, c, app.Options{Version: programVersion(), Log: log})
	if err != nil {
		return err
	}
	log.Info("serving", "endpoint", server.Endpoint(), "version", programVersion())
	select {
	case err := <-server.Failed():
		return errors.Join(err, server.Stop(context.WithoutCancel(ctx)))
	case <-ctx.Done():
	}
	log.Info("stopping")
	return server.Stop(context.WithoutCancel(ctx))
}

// removeAll removes a folder of a server that keeps nothing.
func removeAll(folder string) {
	if folder != "" {
		_ = os.RemoveAll(folder) // a temporary folder: the system clears it if we cannot
	}
}
