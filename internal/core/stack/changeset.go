package stack

import (
	"time"

	"github.com/sallyport/sallyport/internal/awsapi/cloudformation"
	"github.com/sallyport/sallyport/internal/core/record"
)

// ChangeSet is a create or an update that waits to be executed.
type ChangeSet struct {
	ID              string
	Name            string
	StackID         string
	StackName       string
	Kind            string // CREATE or UPDATE
	Status          string
	StatusReason    string
	ExecutionStatus string
	Description     string
	CreatedAt       time.Time
	OnStackFailure  string
	RoleARN         string
	Revision
	Changes []cloudformation.Change
}

// The states of change sets.
const (
	changeSetComplete = "CREATE_COMPLETE"
	changeSetFailed   = "FAILED"

	executionUnavailable = "UNAVAILABLE"
	executionAvailable   = "AVAILABLE"
	executionRunning     = "EXECUTE_IN_PROGRESS"
	executionComplete    = "EXECUTE_COMPLETE"
	executionFailed      = "EXECUTE_FAILED"
)

// ChangeSetSpec says how change sets are kept.
var ChangeSetSpec = record.Spec[ChangeSet]{
	Table: "change_sets",
	Key:   func(c *ChangeSet) string { return c.ID },
	Indexes: []record.Index[ChangeSet]{
		{Name: "stack", Of: func(c *ChangeSet) []string { return []string{c.StackID} }},
		{Name: "name", Unique: true, Of: func(c *ChangeSet) []string { return []string{place(c.StackID, c.Name)} }},
	},
	Secrets: func(c *ChangeSet) []*string { return c.secrets() },
}
