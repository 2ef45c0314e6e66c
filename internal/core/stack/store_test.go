package stack_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cloudformation"
)

// What a template hides, and what attributes and outputs tell, does not stand in the data file.
func TestSecretsAtRest(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	r := rigOver(t, openStoreIn(t, folder), newCloud())
	source := `
Parameters: {P: {Type: String, NoEcho: true}}
Resources: {A: {Type: "Test::Thing::One", Properties: {Name: a, Value: !Ref P}}}
Outputs: {O: {Value: !Sub "${P}"}, Arn: {Value: !GetAtt A.Arn}}
`
	r.mustCreate("demo", source, func(in *cloudformation.CreateStackInput) {
		in.Parameters = []cloudformation.Parameter{{ParameterKey: awsapi.Ptr("P"), ParameterValue: awsapi.Ptr("hunter2")}}
	})
	files, err := filepath.Glob(filepath.Join(folder, "data.db*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no data files: %v", err)
	}
	seen := 0
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{"hunter2", "arn:thing:"} {
			if bytes.Contains(content, []byte(secret)) {
				t.Errorf("%s holds %q", file, secret)
			}
		}
		seen += bytes.Count(content, []byte("Test::Thing::One"))
	}
	if seen == 0 {
		t.Error("the data is somewhere else")
	}
}
