// Package project turns a folder or file of a user into a template that can be deployed.
//
//	PATH -> the file that counts -> its kind -> Read
//	          template.*               template as it is
//	          serverless.yml           Serverless Framework -> template
//	          openapi*.yml             one REST API with a stage -> template
//
// Everything that can be known to be wrong before a server is asked is found here, with file, line and path.
package project

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/sallyport/sallyport/internal/core/stack/template"
)

// Kind is the sort of file a project is written in.
type Kind uint8

// The kinds of projects.
const (
	CloudFormation Kind = iota
	Serverless
	OpenAPI
)

// Project is what a path came to.
type Project struct {
	Folder    string
	File      string // the file that counts, absolute
	Kind      Kind
	StackName string
	Region    string // as the file says; empty if it does not
	Tags      map[string]string
	Template  *template.Template
	Files     []string // everything that was read: a change in one of them changes the project
}

// Options are what the command line says about a project.
type Options struct {
	StackName string
	Region    string
	AccountID string
	Stage     string
	Getenv    func(string) (string, bool)
}

// Locate finds the file that counts.
func Locate(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("%s: there is no such file or folder", path)
	}
	if err != nil {
		return "", err
	}
	if !info.IsDir() {
		return path, nil
	}
	for _, pattern := range []string{
		"template.yaml", "template.yml", "template.json", "serverless.yml", "serverless.yaml",
		"openapi*.yml", "openapi*.yaml", "openapi*.json",
	} {
		found, err := filepath.Glob(filepath.Join(escapeGlob(path), pattern))
		if err != nil {
			return "", err
		}
		slices.Sort(found)
		if len(found) > 0 {
			return found[0], nil
		}
	}
	return "", fmt.Errorf("%s: no template.yaml, serverless.yml or openapi*.yml in this folder", path)
}

func escapeGlob(path string) string {
	return regexp.MustCompile(`[*?\[\\]`).ReplaceAllString(path, `\$0`)
}

// Load reads the project at a path and checks what can be checked without a server.
func Load(path string, o Options) (*Project, error) {
	file, err := Locate(path)
	if err != nil {
		return nil, err
	}
	src, err := read(file)
	if err != nil {
		return nil, err
	}
	p := &Project{Folder: filepath.Dir(file), File: file, Files: []string{file}, Region: o.Region}
	root, err := template.ParseValue(shown(file), src)
	if err != nil {
		return nil, err
	}
	switch p.Kind = kindOf(file, root); p.Kind {
	case Serverless:
		err = p.serverless(o)
	case OpenAPI:
		err = p.openAPI(root)
	default:
		p.Template, err = template.New(root)
	}
	if err != nil {
		return nil, err
	}
	if err := p.Template.Validate(); err != nil {
		return nil, p.placed(err)
	}
	p.name(o)
	if err := p.checkBodies(); err != nil {
		return nil, err
	}
	return p, nil
}

// largest bounds a project's file: CloudFormation takes templates of up to 1 MB.
const largest = 8 << 20

// read reads a regular file: a pipe may never end, a device never does.
func read(file string) ([]byte, error) {
	info, err := os.Stat(file)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s: it is not a regular file", shown(file))
	case info.Size() > largest:
		return nil, fmt.Errorf("%s: its %d bytes are more than a template can have", shown(file), info.Size())
	case info.Size() == 0:
		return nil, fmt.Errorf("%s: it is empty", shown(file))
	}
	return os.ReadFile(file)
}

// shown is how a file is named in messages: relative to where the user stands, if it lies below.
func shown(file string) string {
	here, err := os.Getwd()
	if err != nil {
		return file
	}
	rel, err := filepath.Rel(here, file)
	if err != nil || strings.HasPrefix(rel, "..") {
		return file
	}
	return rel
}

// kindOf goes by what the file says, since a path may name any file.
func kindOf(file string, root *template.Value) Kind {
	switch {
	case root.Get("Resources") != nil:
		return CloudFormation
	case root.Get("openapi") != nil || root.Get("swagger") != nil:
		return OpenAPI
	case root.Get("service") != nil && root.Get("provider") != nil, strings.HasPrefix(filepath.Base(file), "serverless."):
		return Serverless
	}
	return CloudFormation
}

// name settles the name of the stack: the flag, then the file's own, then the folder's.
func (p *Project) name(o Options) {
	if o.StackName != "" {
		p.StackName = o.StackName
	}
	if p.StackName == "" {
		p.StackName = NameFrom(filepath.Base(p.Folder))
	}
}

var notInName = regexp.MustCompile(`[^-a-zA-Z0-9]`)

// NameFrom makes a stack name of a folder's: [a-zA-Z][-a-zA-Z0-9]*.
func NameFrom(folder string) string {
	name := notInName.ReplaceAllString(folder, "-")
	if name == "" || !isLetter(name[0]) {
		name = "s" + name
	}
	return name
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// stageOfBareAPI is the stage that a bare OpenAPI file gets.
const stageOfBareAPI = "dev"

// openAPI puts a bare OpenAPI document into a template with one REST API.
func (p *Project) openAPI(root *template.Value) error {
	at := root.Pos
	text := func(s string) *template.Value { return template.NewString(at, s) }
	object := func(pairs ...any) *template.Value {
		m := template.NewMap(at)
		for i := 0; i < len(pairs); i += 2 {
			m.Fields = append(m.Fields, template.Field{Key: pairs[i].(string), Pos: at, Value: pairs[i+1].(*template.Value)})
		}
		return m
	}
	ref := func(id string) *template.Value { return object("Ref", text(id)) }
	resource := func(kind string, properties *template.Value) *template.Value {
		return object("Type", text(kind), "Properties", properties)
	}
	t, err := template.New(object(
		"AWSTemplateFormatVersion", text("2010-09-09"),
		"Resources", object(
			"Api", resource("AWS::ApiGateway::RestApi", object("Body", root)),
			"Deployment", resource("AWS::ApiGateway::Deployment", object("RestApiId", ref("Api"))),
			"Stage", resource("AWS::ApiGateway::Stage", object(
				"RestApiId", ref("Api"), "DeploymentId", ref("Deployment"), "StageName", text(stageOfBareAPI))),
		),
	))
	p.Template = t
	return err
}

// Body is the template as it is sent: JSON, in the order of the source.
func (p *Project) Body() []byte { return p.Template.Root.JSON() }
