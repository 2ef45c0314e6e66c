package serverless

import (
	"fmt"
	"io/fs"
	"slices"

	"github.com/sallyport/sallyport/internal/core/stack/template"
)

// Options are what the command line and the environment give.
type Options struct {
	Stage      string            // --stage; "": the file's, else dev
	Region     string            // --region; "": the file's, else us-east-1
	AccountID  string            // for ${aws:accountId}
	InstanceID string            // for ${sls:instanceId}
	Params     map[string]string // --param name=value
	// Env looks up an environment variable; nil knows none.
	Env func(name string) (string, bool)
}

// Service is what a file describes.
type Service struct {
	Name      string
	Stage     string
	Region    string
	StackName string // provider.stackName, else service-stage
	Tags      map[string]string
	Template  *template.Template
	Files     []string // read for it, sorted: what to watch
}

// Load reads the service that the file name in fsys describes. Files are read
// through fsys alone: a path that leaves its root is refused. Whoever makes
// fsys decides about symbolic links (os.Root follows none that escape).
func Load(fsys fs.FS, name string, options Options) (*Service, error) {
	reader := &reader{fsys: fsys, values: map[string]*template.Value{}, texts: map[string]string{}}
	root, err := reader.value(name)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if root.Kind != template.Map {
		return nil, failf(root.Pos, "a Serverless file is a map, not a %s", root.Kind)
	}
	if err := checkTopLevel(root); err != nil {
		return nil, err
	}
	r := newResolver(root, reader, options)
	if err := r.loadDotenv(); err != nil {
		return nil, err
	}
	resolved, err := r.value(root)
	if err != nil {
		return nil, err
	}
	service, err := r.settings(resolved)
	if err != nil {
		return nil, err
	}
	if service.Template, err = buildTemplate(resolved); err != nil {
		return nil, err
	}
	service.Files = reader.names()
	return service, nil
}

// failf makes an error at a place of a file.
func failf(pos template.Pos, format string, args ...any) error {
	return &template.Error{Pos: pos, Message: fmt.Sprintf(format, args...)}
}

// isEmpty reports a key that is there and asks for nothing.
func isEmpty(v *template.Value) bool {
	switch v.Kind {
	case template.Null:
		return true
	case template.List:
		return len(v.Items) == 0
	case template.Map:
		return len(v.Fields) == 0
	}
	return false
}

// checkTopLevel refuses what the reader does not serve, before any variable is
// looked at.
func checkTopLevel(root *template.Value) error {
	for _, f := range root.Fields {
		if why, refused := refusedKey(f.Key); refused && !isEmpty(f.Value) {
			return failf(f.Pos, "%s", why)
		}
		if _, refused := refusedKey(f.Key); !refused && !slices.Contains(knownKeys(), f.Key) {
			return failf(f.Pos, "unknown key %q in a Serverless file", f.Key)
		}
	}
	if plugins := root.Get("plugins"); plugins != nil && !isEmpty(plugins) {
		return refusePlugins(plugins)
	}
	return nil
}

func refusedKey(key string) (why string, refused bool) {
	switch key {
	case "functions":
		return "functions are not served by this reader", true
	case "layers":
		return "layers are not served by this reader", true
	case "stepFunctions", "app", "org", "console", "build":
		return key + " is not served by this reader", true
	}
	return "", false
}

// knownKeys are read, or change nothing here.
func knownKeys() []string {
	return []string{
		"service", "provider", "params", "custom", "resources", "useDotenv", "plugins",
		// The version this reader follows is its own.
		"frameworkVersion",
		// Unknown keys are always errors; there is no weaker mode.
		"configValidationMode",
		// What goes into a function's archive: there are no functions.
		"package",
		// How the tool itself warns.
		"deprecationNotificationMode", "disabledDeprecations",
		"variablesResolutionMode", "unresolvedVariablesNotificationMode",
	}
}

// refusePlugins names the first plugin: what one does to a file is unknown.
func refusePlugins(plugins *template.Value) error {
	first := plugins
	if plugins.Kind == template.List {
		first = plugins.Items[0]
	}
	if name, ok := first.Scalar(); ok {
		return failf(first.Pos, "the plugin %s is not served by this reader", name)
	}
	return failf(first.Pos, "plugins must be a list of names; plugins are not served by this reader")
}
