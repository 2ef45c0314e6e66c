package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/sallyport/sallyport/internal/app"
	"github.com/sallyport/sallyport/internal/client"
	"github.com/sallyport/sallyport/internal/client/project"
	"github.com/sallyport/sallyport/internal/config"
)

func upCommand(s streams) *cobra.Command {
	u := up{s: s, c: config.Config{Profile: config.Development}}
	cmd := &cobra.Command{
		Use: "up [PATH]", Short: "Start a development server, deploy a project, redeploy on change",
		Long: "Start a server in the development profile (or use the one that listens already), deploy the project at PATH (a\n" +
			"folder or a file; default: the current folder), print what is there, watch the files and redeploy when they change.\n" +
			"In a folder the first of template.yaml|yml|json, serverless.yml|yaml, openapi*.yml|yaml|json is taken.",
		Example: "  sallyport up examples/weather-events\n  sallyport up --ephemeral --json --listen :0 template.yaml",
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := u.o.arguments(args); err != nil {
				return err
			}
			return u.run(cmd.Context())
		},
	}
	f := cmd.Flags()
	serverFlags(f, &u.c)
	f.StringVar(&u.c.Data, "data", "", "data folder (default: .sallyport beside the template)")
	f.BoolVar(&u.c.Ephemeral, "ephemeral", false, "keep nothing")
	f.BoolVar(&u.noWatch, "no-watch", false, "do not redeploy when files change")
	f.StringVar(&u.o.region, "region", "", "region (default: the file's, else "+config.DefaultRegion+")")
	u.o.flags(f)
	return cmd
}

// up is one run of the command.
type up struct {
	s       streams
	c       config.Config
	o       source
	noWatch bool
	server  *app.Server // nil when attached to another process's server
	lines   *lines      // of the server's log
}

func (u *up) run(ctx context.Context) error {
	// Everything wrong with the project is told before anything is started or written.
	u.o.account = u.c.AccountID
	p, err := u.o.load()
	if err != nil {
		return err
	}
	if err := u.configure(p); err != nil {
		return err
	}
	u.lines = newLines(u.s.err)
	defer u.lines.close()
	aws, err := u.connect(ctx, p)
	if err != nil {
		return err
	}
	err = u.work(ctx, aws, p)
	if u.server != nil {
		err = errors.Join(err, u.server.Stop(context.WithoutCancel(ctx)))
	}
	if u.c.Ephemeral {
		removeAll(u.c.Data)
	}
	return err
}

func (u *up) configure(p *project.Project) error {
	u.c.Region = p.Region
	if u.c.Region == "" {
		u.c.Region = config.DefaultRegion
	}
	switch {
	case u.c.Ephemeral && u.c.Data != "":
		return errors.New("--ephemeral keeps nothing: --data makes no sense with it")
	case u.c.Ephemeral:
		folder, err := os.MkdirTemp("", "sallyport-")
		if err != nil {
			return err
		}
		u.c.Data = folder
	case u.c.Data == "":
		u.c.Data = filepath.Join(p.Folder, ".sallyport")
	}
	return u.c.Normalise()
}

// connect starts a server, or finds the one that listens already and is the right one.
func (u *up) connect(ctx context.Context, p *project.Project) (*client.AWS, error) {
	server, err := app.Start(ctx, u.c, app.Options{Version: programVersion(), Log: developerLog(u.lines, u.s, &u.c)})
	switch {
	case err == nil:
		u.server = server
		return u.clientFor(ctx, server.Endpoint(), p)
	case !u.c.Ephemeral && (errors.Is(err, syscall.EADDRINUSE) || errors.Is(err, app.ErrDataInUse)):
		return u.attach(ctx, p, err)
	}
	if u.c.Ephemeral {
		removeAll(u.c.Data)
	}
	return nil, err
}

// clientFor uses the server's own credentials, whatever the environment says: `up` must never sign with, or talk to, a
// real account.
func (u *up) clientFor(ctx context.Context, endpoint string, p *project.Project) (*client.AWS, error) {
	return client.Find(ctx, client.Where{Endpoint: endpoint, Data: u.c.Data, Region: u.c.Region, Getenv: func(string) string { return "" }})
}

func (u *up) attach(ctx context.Context, p *project.Project, cause error) (*client.AWS, error) {
	endpoint := "http://" + reachable(u.c.Listen)
	if errors.Is(cause, app.ErrDataInUse) {
		aws, err := u.clientFor(ctx, "", p)
		if err != nil {
			return nil, err
		}
		endpoint = aws.Endpoint
	}
	h, err := client.Health(ctx, endpoint)
	if err != nil {
		return nil, fmt.Errorf("%w; %s", cause, holder(u.c.Listen, err))
	}
	switch {
	case h.Profile != string(config.Development):
		return nil, fmt.Errorf("%s is a Sallyport server in the %s profile: `up` uses development servers only", endpoint, h.Profile)
	case h.AccountID != u.c.AccountID || h.Data != u.c.Data:
		return nil, fmt.Errorf("%s is held by another Sallyport (pid %d) with account %s and data %s, not %s and %s: give --listen or stop it",
			endpoint, h.PID, h.AccountID, h.Data, u.c.AccountID, u.c.Data)
	}
	fmt.Fprintf(u.s.err, "Using the server that listens at %s (pid %d)\n", endpoint, h.PID)
	return u.clientFor(ctx, endpoint, p)
}

// reachable is the address to call for an address to listen on.
func reachable(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return listen
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}

func (u *up) work(ctx context.Context, aws *client.AWS, p *project.Project) error {
	changed := make(chan struct{})
	var w *watcher
	if !u.noWatch {
		// Watching comes first: a file saved while its project is deployed for the first time is not missed.
		var err error
		if w, err = watch(ctx, p.Files, changed); err != nil {
			return err
		}
		defer w.stop()
	}
	stack, err := deploy(ctx, u.s, aws, p, &u.o)
	if err != nil {
		return err
	}
	if err := show(ctx, u.s, aws, stack, &u.o); err != nil {
		return err
	}
	var failed <-chan error
	if u.server != nil {
		fmt.Fprintf(u.s.err, "\n%s at %s. Ctrl-C stops it.\n", u.s.paint(bold, "Serving"), aws.Endpoint)
		failed = u.server.Failed()
	}
	return u.loop(ctx, aws, w, failed, changed)
}

// loop keeps the server running, and redeploys when a file of the project changes, until somebody stops it.
func (u *up) loop(ctx context.Context, aws *client.AWS, w *watcher, failed <-chan error, changed <-chan struct{}) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-failed:
			return err
		case <-changed:
			if files := u.redeploy(ctx, aws); w != nil && files != nil {
				if err := w.follow(files); err != nil {
					fmt.Fprintf(u.s.err, "%s %v\n", u.s.paint(red, "sallyport:"), err)
				}
			}
		}
	}
}

// redeploy deploys the project as it is now. What is wrong is told, and what was deployed before keeps serving.
func (u *up) redeploy(ctx context.Context, aws *client.AWS) []string {
	begin := time.Now()
	p, err := u.o.load()
	if err == nil {
		_, err = deploy(ctx, u.s, aws, p, &u.o)
	}
	if err != nil {
		if ctx.Err() == nil {
			fmt.Fprintf(u.s.err, "%s %v\n  What was deployed before keeps serving.\n", u.s.paint(red, "sallyport:"), err)
		}
		return nil
	}
	fmt.Fprintf(u.s.err, "%s in %d ms\n", u.s.paint(bold, "Redeployed"), time.Since(begin).Milliseconds())
	return p.Files
}

func sortedPairs(m map[string]string) []string {
	lines := make([]string, 0, len(m))
	for k, v := range m {
		lines = append(lines, k+" = "+v)
	}
	slices.Sort(lines)
	return lines
}
