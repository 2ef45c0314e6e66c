package stack

import (
	"context"
	"io"
	"time"

	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/core/stack/template"
)

// Store is where stacks are kept.
type Store struct {
	Tx         record.Tx
	Stacks     record.Table[Stack]
	Resources  record.Table[Resource]
	Events     record.Table[Event]
	ChangeSets record.Table[ChangeSet]
}

// Service is CloudFormation. All fields up to Report must be set, Node and Real where
// data are shared.
type Service struct {
	Store Store
	Types []Type
	Now   func() time.Time
	Rand  io.Reader
	// Run runs functions side by side and returns when all are done, with one of their errors.
	Run func(ctx context.Context, work ...func(context.Context) error) error
	// Background runs the long part of an operation after the client was answered. Its context ends when the program
	// stops; what is unfinished then is taken up by Resume.
	Background func(work func(context.Context))
	// Node names this program among those that share the data, and Real is the time they agree on. Where one program has
	// the data alone both are left out: what another run left unfinished is then nobody's.
	Node string
	Real func() time.Time
	// Report is told what went wrong inside, where no client waits for an answer.
	Report func(ctx context.Context, err error)

	// Fetch reads a TemplateURL. Without it such URLs are refused.
	Fetch func(ctx context.Context, url string) ([]byte, error)
	// Assume gives a context in which calls are made by a role. Without it RoleARN is refused.
	Assume func(ctx context.Context, roleARN string) (context.Context, error)
	// Transform applies a transform that a template declares. Without it, and where it answers ErrNoTransform, the
	// template is refused.
	Transform  func(ctx context.Context, name string, root *template.Value) (*template.Value, error)
	Parameters template.ParameterStore    // for parameters of the AWS::SSM types
	Dynamic    template.DynamicReferences // for {{resolve:…}}

	stranded stranded
}

// kind finds a type by name; nil if nobody implements it.
func (s *Service) kind(name string) *Type {
	for i := range s.Types {
		if s.Types[i].Name == name {
			return &s.Types[i]
		}
	}
	return nil
}

// rows are the resources of a stack by logical id.
func (s *Service) rows(ctx context.Context, stackID string) (map[string]*Resource, error) {
	list, err := s.Store.Resources.List(ctx, record.Query{Prefix: resourceKey(stackID, "")})
	if err != nil {
		return nil, err
	}
	rows := make(map[string]*Resource, len(list))
	for _, r := range list {
		rows[r.LogicalID] = r
	}
	return rows, nil
}
