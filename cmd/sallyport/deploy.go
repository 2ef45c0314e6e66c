package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/sallyport/sallyport/internal/client"
	"github.com/sallyport/sallyport/internal/client/project"
)

// source is what the command line says about the project to deploy.
type source struct {
	path      string
	stackName string
	region    string
	account   string
	stage     string
	overrides []string
	asJSON    bool
}

func (o *source) flags(f *pflag.FlagSet) {
	f.StringVar(&o.stackName, "stack-name", "", "name of the stack (default: the file's own, else the folder's)")
	f.StringVar(&o.stage, "stage", "", "stage of a Serverless project")
	f.StringArrayVar(&o.overrides, "parameter-overrides", nil, "parameters of the template, K=V; more may follow after a space")
	f.BoolVar(&o.asJSON, "json", false, "print one JSON document on stdout once the stack is deployed; progress goes to stderr")
}

// arguments takes PATH and the further K=V of --parameter-overrides apart: deploy tools take them as a list.
func (o *source) arguments(args []string) error {
	o.path = "."
	paths := 0
	for _, a := range args {
		if len(o.overrides) > 0 && strings.Contains(a, "=") {
			o.overrides = append(o.overrides, a)
			continue
		}
		o.path = a
		if paths++; paths > 1 {
			return fmt.Errorf("want one PATH: got %q", args)
		}
	}
	return nil
}

func (o *source) parameters() (map[string]string, error) {
	parameters := map[string]string{}
	for _, override := range o.overrides {
		for _, pair := range splitPairs(override) {
			key, value, ok := strings.Cut(pair, "=")
			if !ok || key == "" {
				return nil, fmt.Errorf("--parameter-overrides %q: want K=V", pair)
			}
			parameters[key] = value
		}
	}
	return parameters, nil
}

// splitPairs takes "A=1 B=2" apart. A word without = belongs to the value before it.
func splitPairs(text string) []string {
	var pairs []string
	for _, word := range strings.Split(text, " ") {
		if len(pairs) > 0 && !strings.Contains(word, "=") {
			pairs[len(pairs)-1] += " " + word
			continue
		}
		pairs = append(pairs, word)
	}
	return pairs
}

func (o *source) load() (*project.Project, error) {
	return project.Load(o.path, project.Options{
		StackName: o.stackName, Region: o.region, AccountID: o.account, Stage: o.stage, Getenv: os.LookupEnv,
	})
}

func deployCommand(s streams) *cobra.Command {
	var t target
	var o source
	cmd := &cobra.Command{
		Use: "deploy [PATH]", Short: "Deploy a project to a running server, with live progress",
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.arguments(args); err != nil {
				return err
			}
			o.region = t.region
			p, err := o.load()
			if err != nil {
				return err
			}
			if t.region == "" {
				t.region = p.Region
			}
			aws, err := t.find(cmd.Context(), s)
			if err != nil {
				return err
			}
			stack, err := deploy(cmd.Context(), s, aws, p, &o)
			if err != nil {
				return err
			}
			return show(cmd.Context(), s, aws, stack, &o)
		},
	}
	t.flags(cmd)
	o.flags(cmd.Flags())
	return cmd
}

// deploy brings a project to a server.
func deploy(ctx context.Context, s streams, aws *client.AWS, p *project.Project, o *source) (*client.StackState, error) {
	parameters, err := o.parameters()
	if err != nil {
		return nil, err
	}
	if _, err := p.Template.ResolveParameters(parameters, nil); err != nil {
		return nil, err
	}
	fmt.Fprintf(s.err, "%s %s to %s (%s)\n", s.paint(bold, "Deploying"), p.StackName, aws.Endpoint, aws.Region)
	progress := newProgress(s)
	d := client.Deployment{StackName: p.StackName, Template: p.Body(), Parameters: parameters, Tags: p.Tags}
	result, err := aws.Deploy(ctx, d, progress)
	if err != nil {
		return nil, located(p, err)
	}
	if result.Unchanged {
		progress.Note("Nothing has changed.")
	}
	if err := aws.Redeploy(ctx, p.Template, result, progress); err != nil {
		return nil, err
	}
	return result.Stack, nil
}

// located adds file and line to a refusal that names a resource of the project.
func located(p *project.Project, err error) error {
	var failed *client.FailedError
	if !errors.As(err, &failed) {
		for _, pos := range p.Mentioned(err.Error()) {
			return fmt.Errorf("%s: %w", pos, err)
		}
		return err
	}
	var b strings.Builder
	for _, f := range failed.Failures {
		if pos, ok := p.Place(f.LogicalID, f.Reason); ok {
			fmt.Fprintf(&b, "\n  %s is declared at %s", f.LogicalID, pos)
		}
	}
	return fmt.Errorf("%w%s", err, b.String())
}

// show prints what is there now.
func show(ctx context.Context, s streams, aws *client.AWS, stack *client.StackState, o *source) error {
	summary, err := aws.Summarize(ctx, stack)
	if err != nil {
		return fmt.Errorf("stack %s is deployed, but what is in it cannot be told: %w", stack.Name, err)
	}
	if !o.asJSON {
		printSummary(s.out, s, summary)
		return nil
	}
	enc := json.NewEncoder(s.out)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(summary)
}

// printSummary says what a person can do now.
func printSummary(w io.Writer, s streams, sum *client.Summary) {
	fmt.Fprintf(w, "\nStack      %s (%s)\n", sum.Stack.Name, sum.Stack.Status)
	for _, a := range sum.APIs {
		fmt.Fprintf(w, "API        %s\n           %s\n", a.Name, a.URL)
	}
	for _, p := range sum.UserPools {
		fmt.Fprintf(w, "User pool  %s  %s\n", p.ID, p.Name)
		if p.DomainURL != nil {
			fmt.Fprintf(w, "           %s\n", *p.DomainURL)
		}
		for _, c := range p.Clients {
			fmt.Fprintf(w, "  client   %s  %s\n", c.ID, c.Name)
			if c.Secret != "" {
				fmt.Fprintf(w, "  secret   %s\n", c.Secret)
			}
		}
	}
	for _, line := range sortedPairs(sum.Outputs) {
		fmt.Fprintf(w, "Output     %s\n", line)
	}
	if try := tryIt(sum); try != "" {
		fmt.Fprintf(w, "\nTry it:\n%s\n", try)
	}
}

// tryIt is a ready-made call for what was deployed.
func tryIt(sum *client.Summary) string {
	var url string
	if len(sum.APIs) > 0 {
		url = sum.APIs[0].URL
	}
	for _, p := range sum.UserPools {
		for _, c := range p.Clients {
			if p.DomainURL == nil || c.Secret == "" {
				continue
			}
			token := fmt.Sprintf("  TOKEN=$(curl -s %s/oauth2/token -d grant_type=client_credentials \\\n"+
				"    -d client_id=%s -d client_secret=%s | sed 's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/')", *p.DomainURL, c.ID, c.Secret)
			if url == "" {
				return token
			}
			return token + fmt.Sprintf("\n  curl -i %s -H \"Authorization: Bearer $TOKEN\"", url)
		}
	}
	if url != "" {
		return "  curl -i " + url
	}
	return ""
}

func removeCommand(s streams) *cobra.Command {
	var t target
	cmd := &cobra.Command{
		Use: "remove STACK", Short: "Delete a stack and everything in it, with progress", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			aws, err := t.find(cmd.Context(), s)
			if err != nil {
				return err
			}
			fmt.Fprintf(s.err, "%s %s from %s (%s)\n", s.paint(bold, "Removing"), args[0], aws.Endpoint, aws.Region)
			return aws.Remove(cmd.Context(), args[0], newProgress(s))
		},
	}
	t.flags(cmd)
	return cmd
}
