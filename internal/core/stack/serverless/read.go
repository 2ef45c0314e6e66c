package serverless

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/sallyport/sallyport/internal/core/stack/template"
)

// maxFileSize bounds a file that is read whole.
const maxFileSize = 8 << 20

// reader reads the files of a project, each once.
type reader struct {
	fsys   fs.FS
	values map[string]*template.Value
	texts  map[string]string
}

var errMissing = errors.New("no such file")

// names lists the files that were read.
func (r *reader) names() []string {
	names := make([]string, 0, len(r.texts))
	for name := range r.texts {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// value reads a YAML or JSON file as a tree, any other as its text.
func (r *reader) value(name string) (*template.Value, error) {
	if v, ok := r.values[name]; ok {
		return v, nil
	}
	text, err := r.text(name)
	if err != nil {
		return nil, err
	}
	v := template.NewString(template.Pos{File: name, Line: 1, Column: 1}, text)
	switch ext := strings.ToLower(path.Ext(name)); ext {
	case ".yml", ".yaml", ".json":
		if v, err = template.ParseValue(name, []byte(text)); err != nil {
			return nil, err
		}
	case ".js", ".cjs", ".mjs", ".ts":
		return nil, fmt.Errorf("%s would have to be run; files of type %s are not served by this reader", name, ext)
	}
	r.values[name] = v
	return v, nil
}

func (r *reader) text(name string) (string, error) {
	if text, ok := r.texts[name]; ok {
		return text, nil
	}
	file, err := r.fsys.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return "", errMissing
	}
	if err != nil {
		return "", err
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, maxFileSize+1))
	if err != nil {
		return "", err
	}
	if len(content) > maxFileSize {
		return "", fmt.Errorf("%s is larger than %d bytes", name, maxFileSize)
	}
	r.texts[name] = string(content)
	return string(content), nil
}

// inside cleans a path of a file variable. Paths start at the project's root
// wherever they are written, and stay below it.
func inside(name string) (string, error) {
	clean := path.Clean(strings.ReplaceAll(strings.TrimSpace(name), `\`, "/"))
	if !fs.ValidPath(clean) || clean == "." || strings.HasPrefix(clean, "~") || strings.Contains(clean, ":") {
		return "", fmt.Errorf("the path %s is not inside the project", name)
	}
	return clean, nil
}
