package stack

import (
	"context"

	"github.com/sallyport/sallyport/internal/core/stack/template"
)

// Inspect reads the template of a request, or that of a stack, without making anything of it. References are checked
// unless a transform is still to bring forth what they name.
func (s *Service) Inspect(ctx context.Context, body, url, nameOrID *string) (*template.Template, error) {
	source, err := s.inspected(ctx, body, url, nameOrID)
	if err != nil {
		return nil, err
	}
	t, err := template.Parse("template", []byte(source))
	if err == nil && onlyExtensions(t) {
		err = t.Validate()
	}
	return t, refusal(err)
}

func (s *Service) inspected(ctx context.Context, body, url, nameOrID *string) (string, error) {
	if nameOrID == nil {
		return s.source(ctx, body, url)
	}
	if body != nil || url != nil {
		return "", invalid("Only one of StackName, TemplateBody and TemplateURL may be specified.")
	}
	st, err := s.Get(ctx, *nameOrID)
	if err != nil {
		return "", err
	}
	return st.Template, nil
}

// Processed gives a template as it is after its transforms.
func (s *Service) Processed(ctx context.Context, source string) (string, error) {
	root, err := template.ParseValue("template", []byte(source))
	if err != nil {
		return "", refusal(err)
	}
	before, err := template.New(root)
	if err != nil || onlyExtensions(before) {
		return source, refusal(err)
	}
	after, err := s.parse(ctx, source)
	if err != nil {
		return "", refusal(err)
	}
	return string(after.Root.JSON()), nil
}
