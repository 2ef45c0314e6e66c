package serverless

import (
	"errors"
	"strings"

	"github.com/sallyport/sallyport/internal/core/stack/template"
)

// loadDotenv reads .env.STAGE, else .env, where the file says useDotenv. The
// stage is the one of the command line: variables cannot be resolved yet.
func (r *resolver) loadDotenv() error {
	use := r.root.Get("useDotenv")
	if use == nil {
		return nil
	}
	if use.Kind != template.Bool {
		return failf(use.Pos, "useDotenv must be true or false")
	}
	if use.Text != "true" {
		return nil
	}
	for _, name := range []string{".env." + r.dotenvStage(), ".env"} {
		text, err := r.files.text(name)
		if errors.Is(err, errMissing) {
			continue
		}
		if err != nil {
			return failf(use.Pos, "read %s: %v", name, err)
		}
		r.dotenv, err = parseDotenv(name, text)
		return err
	}
	return nil
}

func (r *resolver) dotenvStage() string {
	if r.options.Stage != "" {
		return r.options.Stage
	}
	stage, ok := r.root.Get("provider").Get("stage").Scalar()
	if !ok || !stageName.MatchString(stage) {
		return defaultStage
	}
	return stage
}

// parseDotenv reads lines of NAME=value. A value may be quoted; the line of an
// error is named, its content is not.
func parseDotenv(name, text string) (map[string]string, error) {
	values := map[string]string{}
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		key, value, found := strings.Cut(strings.TrimPrefix(line, "export "), "=")
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		if !found || key == "" {
			return nil, failf(template.Pos{File: name, Line: i + 1, Column: 1}, "a line must have the form NAME=value")
		}
		values[key] = unquote(value)
	}
	return values, nil
}

// unquote takes the quotes off a value, or the comment behind a bare one.
func unquote(value string) string {
	if len(value) > 1 && (value[0] == '"' || value[0] == '\'') {
		if end := strings.IndexByte(value[1:], value[0]); end >= 0 {
			return value[1 : end+1]
		}
	}
	bare, _, _ := strings.Cut(value, " #")
	return strings.TrimSpace(bare)
}
