// Sallyport serves user pools, tokens, an API gateway and the stacks that describe them on the AWS wire.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// The first Ctrl-C stops in good order; from then on another one ends the program at once.
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], system()))
}

// run is the whole program as a value: arguments and streams in, exit status out.
func run(ctx context.Context, args []string, s streams) int {
	root := rootCommand(s)
	root.SetArgs(args)
	root.SetOut(s.out)
	root.SetErr(s.err)
	err := root.ExecuteContext(ctx)
	switch {
	case err == nil:
		return 0
	case errors.Is(err, context.Canceled) && ctx.Err() != nil:
		fmt.Fprintln(s.err, "sallyport: interrupted")
		return 130
	}
	fmt.Fprintf(s.err, "%s %v\n", s.paint(red, "sallyport:"), err)
	return 1
}

func rootCommand(s streams) *cobra.Command {
	root := &cobra.Command{
		Use:   "sallyport",
		Short: "The front door of an API: sign-in, tokens and an API gateway on the AWS wire",
		Long: "Sallyport serves user pools, OAuth 2.0 tokens, an API gateway that enforces them and the stacks that describe\n" +
			"them, on the AWS wire: AWS CLI, SDKs and deploy tools work against it unmodified.",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(
		upCommand(s), serveCommand(s), deployCommand(s), removeCommand(s),
		outboxCommand(s), envCommand(s), clockCommand(s), versionCommand(s),
	)
	return root
}
