package stack

import (
	"slices"
	"strings"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/core/record"
)

// Stack is a stack and, while an operation runs, what it is turning into.
type Stack struct {
	ID        string
	Name      string
	AccountID string
	Region    string

	Status       Status
	StatusReason string
	CreatedAt    time.Time
	UpdatedAt    *time.Time `json:",omitempty"`
	DeletedAt    *time.Time `json:",omitempty"`

	Revision            // as deployed
	Next      *Revision `json:",omitempty"` // what the running create or update deploys
	Outputs   []Output
	Protected bool // termination protection

	DisableRollback bool
	OnFailure       string // ROLLBACK, DELETE or DO_NOTHING
	TimeoutMinutes  int64
	Started         time.Time // of the running operation
	Cancelled       bool      // the running operation is to stop and roll back
	ChangeSetID     string    // of the change set that was executed last
	Token           string    // ClientRequestToken of the running operation
	Caller          awsapi.Request
	RoleARN         string
	Lease           *Lease `json:",omitempty"` // who works on the running operation; nil where one program has the data alone

	Events      int // how many there are
	LastEventAt time.Time
}

// Revision is what a stack deploys: a template with everything that decides what it means.
type Revision struct {
	Template         string // as sent
	Description      string
	Parameters       []Parameter
	Tags             []Tag
	Capabilities     []string
	NotificationARNs []string
	Imports          []string // names of the exports it uses
}

// Parameter is a template parameter with its value.
type Parameter struct {
	Key      string
	Value    string
	Resolved string
	NoEcho   bool
}

// Tag is a tag of a stack.
type Tag struct{ Key, Value string }

// Output is a value that a stack shows.
type Output struct{ Key, Value, Description, ExportName string }

// StackSpec says how stacks are kept. The values of NoEcho parameters are secrets, and outputs may show any.
var StackSpec = record.Spec[Stack]{
	Table: "stacks",
	Key:   func(s *Stack) string { return s.ID },
	Indexes: []record.Index[Stack]{
		{Name: "name", Unique: true, Of: stackName},
		{Name: "place", Of: func(s *Stack) []string { return []string{place(s.AccountID, s.Region)} }},
		{Name: "export", Unique: true, Of: stackExports},
		{Name: "import", Of: stackImports},
		{Name: "running", Of: func(s *Stack) []string {
			if s.Status.InProgress() {
				return []string{"1"}
			}
			return nil
		}},
	},
	Secrets: stackSecrets,
}

// stackName leaves deleted stacks out: their names are free.
func stackName(s *Stack) []string {
	if s.Status == DeleteComplete {
		return nil
	}
	return []string{place(s.AccountID, s.Region, s.Name)}
}

func stackExports(s *Stack) []string {
	var names []string
	for _, o := range s.Outputs {
		if o.ExportName != "" && s.Status != DeleteComplete {
			names = append(names, place(s.AccountID, s.Region, o.ExportName))
		}
	}
	return names
}

func stackImports(s *Stack) []string {
	if s.Status == DeleteComplete {
		return nil
	}
	var names []string
	for _, name := range s.Revision.Imports {
		names = append(names, place(s.AccountID, s.Region, name))
	}
	if s.Next == nil {
		return names
	}
	for _, name := range s.Next.Imports {
		if !slices.Contains(s.Revision.Imports, name) {
			names = append(names, place(s.AccountID, s.Region, name))
		}
	}
	return names
}

func stackSecrets(s *Stack) []*string {
	secrets := s.Revision.secrets()
	if s.Next != nil {
		secrets = append(secrets, s.Next.secrets()...)
	}
	for i := range s.Outputs {
		secrets = append(secrets, &s.Outputs[i].Value)
	}
	return secrets
}

func (r *Revision) secrets() []*string {
	var secrets []*string
	for i := range r.Parameters {
		if p := &r.Parameters[i]; p.NoEcho {
			secrets = append(secrets, &p.Value, &p.Resolved)
		}
	}
	return secrets
}

// place joins what a name is unique in.
func place(parts ...string) string { return strings.Join(parts, "|") }
