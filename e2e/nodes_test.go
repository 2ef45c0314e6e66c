package e2e

import (
	"bufio"
	"encoding/json"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/sallyport/sallyport/internal/driver/postgres/postgrestest"
)

// database is the PostgreSQL server of the scenarios in testdata/shared.
var database postgrestest.Server

// TestSharedDatabase runs the scenarios of several servers on one database; $DATABASE is its URL. Their commands beside the
// others:
//
//	node NAME [flags]    starts `sallyport serve` in the folder NAME; sets $NAME to its address, its log is NAME.log at its end
//	halt NAME            Ctrl-C; it must end well
//	crash NAME           kill -9
//	on NAME              $API and $DOMAIN are those of this server from now on
//	within DURATION REGEXP METHOD URL [k:v]…   eventually, but soon
func TestSharedDatabase(t *testing.T) {
	t.Parallel()
	address := database.Database(t)
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "shared"), RequireExplicitExec: true, RequireUniqueNames: true,
		Setup: func(env *testscript.Env) error {
			root, err := filepath.Abs("..")
			if err != nil {
				return err
			}
			env.Setenv("PATH", filepath.Dir(binary)+string(os.PathListSeparator)+os.Getenv("PATH"))
			env.Setenv("EXAMPLES", filepath.Join(root, "examples"))
			env.Setenv("DATABASE", address)
			env.Values[stateKey{}], env.Values[nodesKey{}] = &state{}, map[string]*node{}
			env.Defer(func() {
				for _, n := range env.Values[nodesKey{}].(map[string]*node) {
					_ = n.cmd.Process.Kill()
					<-n.ended
				}
			})
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"node": cmdNode, "halt": cmdHalt, "crash": cmdCrash, "on": cmdOn, "within": cmdWithin, "http": cmdHTTP, "status": cmdStatus,
			"header": cmdHeader, "body": cmdBody, "json": cmdJSON, "keep": cmdKeep, "token": cmdToken, "claim": cmdClaim,
			"eventually": cmdEventually, "copy": cmdCopy, "edit": cmdEdit, "other": cmdOther, "sleep": cmdSleep,
		},
	})
}

// node is one server of several.
type node struct {
	cmd   *exec.Cmd
	log   *lockedBuffer
	ended chan error
}

type nodesKey struct{}

func nodesOf(ts *testscript.TestScript) map[string]*node {
	return ts.Value(nodesKey{}).(map[string]*node)
}

func cmdNode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 || nodesOf(ts)[args[0]] != nil {
		ts.Fatalf("usage: node NAME [flags]")
	}
	name := args[0]
	n := &node{log: &lockedBuffer{}, ended: make(chan error, 1)}
	n.cmd = exec.Command(binary, append([]string{"serve", "--listen", "127.0.0.1:0", "--data", name}, args[1:]...)...)
	n.cmd.Dir = ts.Getenv("WORK")
	n.cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + ts.Getenv("WORK"),
		"SALLYPORT_DATABASE=" + ts.Getenv("DATABASE"), "SALLYPORT_MASTER_KEY=" + ts.Getenv("MASTER_KEY"),
	}
	stderr, err := n.cmd.StderrPipe()
	ts.Check(err)
	ts.Check(n.cmd.Start())
	nodesOf(ts)[name] = n
	endpoint := make(chan string, 1)
	go n.read(stderr, endpoint)
	select {
	case e := <-endpoint:
		ts.Setenv(name, e)
	case err := <-n.ended:
		n.ended <- err
		ts.Fatalf("%s ended: %v\n%s", name, err, n.log)
	case <-time.After(patience):
		ts.Fatalf("%s does not serve:\n%s", name, n.log)
	}
}

// read follows the log, which says where the server serves.
func (n *node) read(stderr io.Reader, endpoint chan<- string) {
	lines := bufio.NewScanner(stderr)
	for lines.Scan() {
		_, _ = n.log.Write(append(lines.Bytes(), '\n'))
		var line struct{ Msg, Endpoint string }
		if json.Unmarshal(lines.Bytes(), &line) == nil && line.Msg == "serving" {
			endpoint <- line.Endpoint
		}
	}
	n.ended <- n.cmd.Wait()
}

func (n *node) end(ts *testscript.TestScript, name string, signal os.Signal) error {
	ts.Check(n.cmd.Process.Signal(signal))
	delete(nodesOf(ts), name)
	err := <-n.ended
	ts.Check(os.WriteFile(ts.MkAbs(name+".log"), []byte(n.log.String()), 0o600))
	return err
}

func cmdHalt(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 || nodesOf(ts)[args[0]] == nil {
		ts.Fatalf("usage: halt NAME")
	}
	n := nodesOf(ts)[args[0]]
	if err := n.end(ts, args[0], os.Interrupt); err != nil {
		ts.Fatalf("Ctrl-C must end it well: %v\n%s", err, n.log)
	}
}

func cmdCrash(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 || nodesOf(ts)[args[0]] == nil {
		ts.Fatalf("usage: crash NAME")
	}
	_ = nodesOf(ts)[args[0]].end(ts, args[0], syscall.SIGKILL)
}

func cmdWithin(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 4 {
		ts.Fatalf("usage: within DURATION REGEXP METHOD URL [k:v]...")
	}
	bound, err := time.ParseDuration(args[0])
	ts.Check(err)
	begin := time.Now()
	cmdEventually(ts, false, args[1:])
	if took := time.Since(begin); took > bound {
		ts.Fatalf("it took %s: %s", took, strings.Join(args, " "))
	}
}

func cmdOn(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 || nodesOf(ts)[args[0]] == nil {
		ts.Fatalf("usage: on NAME")
	}
	for _, name := range []string{"API", "DOMAIN"} {
		u, err := url.Parse(ts.Getenv(name))
		ts.Check(err)
		ts.Setenv(name, ts.Getenv(args[0])+u.Path)
	}
}

// cmdPort finds an address that nobody listens on: port VAR.
func cmdPort(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: port VAR")
	}
	ts.Setenv(args[0], "127.0.0.1:"+freePort(ts))
}
