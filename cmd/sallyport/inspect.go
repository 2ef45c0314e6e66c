package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os/exec"
	"regexp"
	"runtime/debug"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/sallyport/sallyport/internal/client"
)

// target is the flags by which a command finds its server.
type target struct{ endpoint, data, region string }

func (t *target) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&t.endpoint, "endpoint", "", "the server (default: AWS_ENDPOINT_URL, then DATA/run.json, then "+client.DefaultEndpoint+")")
	f.StringVar(&t.data, "data", ".sallyport", "data folder of the server")
	f.StringVar(&t.region, "region", "", "region (default: AWS_REGION, then the server's)")
}

func (t *target) find(ctx context.Context, s streams) (*client.AWS, error) {
	return client.Find(ctx, client.Where{Endpoint: t.endpoint, Data: t.data, Region: t.region, Getenv: s.getenv})
}

func outboxCommand(s streams) *cobra.Command {
	var t target
	var asJSON bool
	cmd := &cobra.Command{
		Use: "outbox", Short: "Show the messages that the development profile caught", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			aws, err := t.find(cmd.Context(), s)
			if err != nil {
				return err
			}
			var raw json.RawMessage
			if err := aws.Own(cmd.Context(), http.MethodGet, "/_sallyport/outbox", nil, &raw); err != nil {
				return err
			}
			if asJSON {
				_, err = fmt.Fprintln(s.out, string(raw))
				return err
			}
			return printOutbox(s, raw)
		},
	}
	t.flags(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func printOutbox(s streams, raw json.RawMessage) error {
	var out struct {
		Messages []struct{ Time, Channel, To, Subject, Code string }
	}
	if err := json.Unmarshal(raw, &out); err != nil {
		return err
	}
	if len(out.Messages) == 0 {
		_, err := fmt.Fprintln(s.out, "No messages.")
		return err
	}
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "TIME\tCHANNEL\tTO\tCODE\tSUBJECT")
	for _, m := range out.Messages {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", m.Time, m.Channel, m.To, m.Code, m.Subject)
	}
	return w.Flush()
}

func clockCommand(s streams) *cobra.Command {
	var t target
	cmd := &cobra.Command{
		Use: "clock [advance DURATION]", Short: "Show or move the product's time (development profile)",
		Example: "  sallyport clock\n  sallyport clock advance 1h",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 || len(args) == 2 && args[0] == "advance" {
				return nil
			}
			return fmt.Errorf("want nothing, or advance and a duration such as 1h: got %q", strings.Join(args, " "))
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			aws, err := t.find(cmd.Context(), s)
			if err != nil {
				return err
			}
			var out struct{ Now string }
			if len(args) == 0 {
				err = aws.Own(cmd.Context(), http.MethodGet, "/_sallyport/clock", nil, &out)
			} else {
				err = aws.Own(cmd.Context(), http.MethodPost, "/_sallyport/clock", map[string]string{"advance": args[1]}, &out)
			}
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(s.out, out.Now)
			return err
		},
	}
	t.flags(cmd)
	return cmd
}

func envCommand(s streams) *cobra.Command {
	var t target
	cmd := &cobra.Command{
		Use: "env", Short: "Print export lines that point the AWS clients at the running server", Args: cobra.NoArgs,
		Example: `  eval "$(sallyport env)"`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			aws, err := t.find(cmd.Context(), s)
			if err != nil {
				return err
			}
			if _, err := client.Health(cmd.Context(), aws.Endpoint); err != nil {
				return err
			}
			warnOldCLI(cmd, s, aws.Endpoint)
			for _, pair := range [][2]string{
				{"AWS_ENDPOINT_URL", aws.Endpoint}, {"AWS_REGION", aws.Region}, {"AWS_DEFAULT_REGION", aws.Region},
				{"AWS_ACCESS_KEY_ID", aws.Credentials.AccessKeyID}, {"AWS_SECRET_ACCESS_KEY", aws.Credentials.SecretAccessKey},
			} {
				fmt.Fprintf(s.out, "export %s=%s\n", pair[0], shellQuote(pair[1]))
			}
			// They would win over the key above.
			_, err = fmt.Fprintln(s.out, "unset AWS_PROFILE AWS_SESSION_TOKEN")
			return err
		},
	}
	t.flags(cmd)
	return cmd
}

var plain = regexp.MustCompile(`^[-A-Za-z0-9_./:@%+=]+$`)

func shellQuote(text string) string {
	if plain.MatchString(text) {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

var cliVersion = regexp.MustCompile(`^aws-cli/(\d+)\.(\d+)`)

// warnOldCLI tells those whose AWS CLI would ignore AWS_ENDPOINT_URL and talk to AWS itself.
func warnOldCLI(cmd *cobra.Command, s streams, endpoint string) {
	out, err := exec.CommandContext(cmd.Context(), "aws", "--version").CombinedOutput()
	if err != nil {
		return
	}
	m := cliVersion.FindStringSubmatch(string(out))
	if m == nil {
		return
	}
	major, _ := strconv.Atoi(m[1])
	minor, _ := strconv.Atoi(m[2])
	if major == 1 && minor < 29 || major == 2 && minor < 13 {
		fmt.Fprintf(s.err, "%s the AWS CLI here is %s.%s, which does not know AWS_ENDPOINT_URL: call it with --endpoint-url %s\n",
			s.paint(yellow, "sallyport:"), m[1], m[2], endpoint)
	}
}

// version is set by the linker in releases.
var version = ""

func programVersion() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

func versionCommand(s streams) *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(s.out, "sallyport", programVersion())
			return err
		},
	}
}
