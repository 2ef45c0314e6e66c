package stack

import (
	"context"
	"io"
	"time"

	"github.com/sallyport/sallyport/internal/core/stack/template"
)

// Type is a type of resource: what a template may say of it, and how it is made, changed and deleted.
type Type struct {
	Name    string // AWS::Cognito::UserPool
	Service string // the name that failure texts give its service: "Cognito Identity Provider"
	Schema  *Shape
	// Attributes are the names that Fn::GetAtt knows. Create and Update give each of them a value.
	Attributes []string
	// Tags is the property that holds tags, a map or a list of keys and values; the stack's tags join it.
	Tags string
	// NameProperty is given a generated value by GenerateName where the template leaves it out.
	NameProperty string
	GenerateName func(rand io.Reader, stackName, logicalID string) (string, error)
	Create       func(ctx context.Context, s *Step) (Made, error)
	// Update changes a resource in place. Without it every change makes a new one.
	Update func(ctx context.Context, s *Step) (Made, error)
	// Delete counts what is gone already as deleted.
	Delete func(ctx context.Context, s *Step) error
	// Find lists whatever looks as if Create had made it just now: it is asked before, and again where a Create was cut off.
	// What only the second look sees was made. Without Find nothing is looked for, and a Create that was cut off may leave
	// something behind.
	Find func(ctx context.Context, s *Step) (physicalIDs []string, err error)
	// Within is the property that names the parent in which physical ids are unique; "" if no two resources have the same.
	Within string
}

// Step is one thing to do to one resource.
type Step struct {
	Region, AccountID  string
	StackID, StackName string
	LogicalID          string
	PhysicalID         string          // of what is there: "" for Create
	Properties         *template.Value // checked and coerced by the type's Schema, generated name included
	Previous           *template.Value // Update: those in force
	Changed            []string        // Update: top-level properties that differ
	Rand               io.Reader
	Begun              time.Time // when the instance was first written
	Restoring          bool      // Update: a failed update is taken back
	initiated          func(ctx context.Context, physicalID string) error
}

// Initiated records the physical id of a resource that takes more than one call to create, as soon as there is something
// to delete.
func (s *Step) Initiated(ctx context.Context, physicalID string) error {
	s.PhysicalID = physicalID
	if s.initiated == nil {
		return nil
	}
	return s.initiated(ctx, physicalID)
}

// Text is the value of a top-level property that is a string, "" where it is absent.
func (s *Step) Text(property string) string {
	text, _ := s.Properties.Get(property).Scalar()
	return text
}

// Made is what Ref and Fn::GetAtt give.
type Made struct {
	PhysicalID string
	Attributes map[string]string
}
