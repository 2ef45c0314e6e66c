// Package e2e drives the whole program as its users do: the built binary, its command line, its addresses. The scenarios in
// testdata read as stories; their commands are these, beside those of testscript:
//
//	up [flags] [PATH]       starts `sallyport up --json` and waits for its summary; sets $ENDPOINT, $API, $DOMAIN, $POOL,
//	                        $CLIENT_ID, $CLIENT_SECRET, $AWS_… from it and leaves it in summary.json
//	serve [flags]           starts `sallyport serve` and waits until it answers; sets $ENDPOINT
//	stop                    Ctrl-C for what `up` started; it must end well
//	http METHOD URL [k:v]…  sends a request (a header for each k:v, @file or -text as the body) and keeps the answer
//	status N                the answer had this status
//	header NAME REGEXP      the answer had this header; with ! it had none that matches
//	body REGEXP             the answer's body matches; with ! it does not
//	json PATH VALUE         the answer's JSON has this value at a dotted path
//	keep VAR PATH           keeps the value at a path of the answer's JSON in a variable
//	variable VAR PATH       keeps a value of the JSON that the last program printed
//	token VAR [scope]       asks $DOMAIN for a token by client credentials
//	claim VAR NAME REGEXP   the token in a variable has a claim that matches
//	eventually REGEXP …     repeats a request until its answer matches
//	forge VAR TOKEN KIND    makes a token that must be refused: tampered, signature, none, hs256, otherkey
//	other FILE              takes the variables from another summary
//	hold VAR                listens on a port as another program would
//	port VAR                finds an address that nobody listens on
//	copy FROM TO, edit FILE OLD NEW, sleep DURATION
package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/sallyport/sallyport/internal/driver/postgres/postgrestest"
)

// binary is the program under test, built once.
var binary string

func TestMain(m *testing.M) {
	os.Exit(buildAndRun(m))
}

func buildAndRun(m *testing.M) int {
	dir, err := os.MkdirTemp("", "sallyport-e2e-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	binary = filepath.Join(dir, "sallyport")
	build := exec.Command("go", "build", "-o", binary, "../cmd/sallyport")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "build the program:", err)
		return 1
	}
	return postgrestest.Main(m, &database)
}

func TestScenarios(t *testing.T) {
	t.Parallel()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("PATH", filepath.Dir(binary)+string(os.PathListSeparator)+os.Getenv("PATH"))
			env.Setenv("EXAMPLES", filepath.Join(root, "examples"))
			env.Setenv("AWS_EC2_METADATA_DISABLED", "true")
			env.Setenv("AWS_PAGER", "")
			env.Values[stateKey{}] = &state{}
			env.Defer(func() { env.Values[stateKey{}].(*state).kill() })
			return nil
		},
		Condition: condition,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"up": cmdUp, "serve": cmdServe, "stop": cmdStop, "http": cmdHTTP, "status": cmdStatus, "header": cmdHeader, "body": cmdBody,
			"json": cmdJSON, "keep": cmdKeep, "variable": cmdVariable, "token": cmdToken, "claim": cmdClaim, "eventually": cmdEventually,
			"copy": cmdCopy, "edit": cmdEdit, "forge": cmdForge, "other": cmdOther, "sleep": cmdSleep, "port": cmdPort, "hold": cmdHold,
		},
	})
}

// condition "client:NAME" is true if a real client is here. Where clients are required, a missing one is a failure.
func condition(name string) (bool, error) {
	client, ok := cutPrefix(name, "client:")
	if !ok {
		return false, fmt.Errorf("unknown condition %q", name)
	}
	_, err := exec.LookPath(client)
	if err != nil && os.Getenv("SALLYPORT_TEST_REQUIRE") == "1" {
		return false, fmt.Errorf("the client %s is required and not here", client)
	}
	return err == nil, nil
}
