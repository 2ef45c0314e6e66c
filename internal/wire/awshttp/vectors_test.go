package awshttp

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// vectorSuite is one service of the public protocol tests: a small model and its cases.
type vectorSuite struct {
	Description string
	Metadata    struct{ Protocol, TargetPrefix, JSONVersion, APIVersion, XMLNamespace string }
	Shapes      map[string]vectorShape
	Cases       []vectorCase
}

type vectorCase struct {
	ID          string
	Description string
	Given       struct {
		Name   string
		HTTP   struct{ Method, RequestURI string }
		Input  *vectorUse
		Output *vectorUse
	}
	Params, Result          map[string]any
	ErrorCode, ErrorMessage string
	Error                   map[string]any
	Serialized              vectorRequest
	Response                vectorResponse
}

type vectorRequest struct {
	Method, URI, Body string
	Headers           map[string]string
}

type vectorResponse struct {
	Status  int `json:"status_code"`
	Body    string
	Headers map[string]string
}

// loadVectors reads the cases of a protocol and direction from the folder that the environment names.
func loadVectors(t *testing.T, direction, protocol string) []vectorSuite {
	t.Helper()
	root := os.Getenv("SALLYPORT_VECTORS")
	if root == "" {
		t.Skip("SALLYPORT_VECTORS is not set: the published protocol vectors were not run")
	}
	data, err := os.ReadFile(filepath.Join(root, "protocols", direction, protocol+".json"))
	if err != nil {
		t.Fatalf("SALLYPORT_VECTORS is set: %v", err)
	}
	var suites []vectorSuite
	if err := json.Unmarshal(data, &suites); err != nil {
		t.Fatal(err)
	}
	return suites
}

// TestSpecialVectorsExist keeps the lists of special cases honest: a name that is in no file is about nothing.
func TestSpecialVectorsExist(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, direction := range []string{"input", "output"} {
		for _, protocol := range []string{"json", "rest-json", "query", "rest-xml"} {
			for _, suite := range loadVectors(t, direction, protocol) {
				for _, c := range suite.Cases {
					known[c.ID] = true
				}
			}
		}
	}
	names := slices.Collect(maps.Keys(notForServers))
	for _, list := range []map[string]bool{readAsClient, emptyIsAbsent, filledIn, compressed} {
		names = slices.AppendSeq(names, maps.Keys(list))
	}
	for _, name := range names {
		if !known[name] {
			t.Errorf("no vector is called %s", name)
		}
	}
}
