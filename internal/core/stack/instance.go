package stack

import (
	"time"

	"github.com/sallyport/sallyport/internal/core/record"
)

// Resource is a logical resource of a stack: what exists of it, what it was before the running update, and what is left
// of it to delete.
type Resource struct {
	StackID      string
	LogicalID    string
	Type         string
	Status       Status
	StatusReason string
	UpdatedAt    time.Time
	Instance                // as it is now
	Before       *Instance  `json:",omitempty"` // as it was; set by an update before it touches the resource
	Added        bool       // by the running update
	Removed      bool       // to be deleted by the cleanup
	Old          []Instance // to be deleted by the cleanup
}

// Instance is a physical resource and what it was made from.
type Instance struct {
	PhysicalID          string
	GeneratedName       string // drawn because the template gives none
	Properties          string // JSON, as asked for
	Attributes          string // JSON: what Fn::GetAtt gives
	Metadata            string // JSON
	DependsOn           []string
	DeletionPolicy      string
	UpdateReplacePolicy string
	CreatedAt           time.Time
	Sought              bool     // Find was asked before it was made
	Others              []string // what Find saw then: somebody else's
}

// ResourceSpec says how resources are kept. Properties and attributes may hold anything, so both are secrets.
var ResourceSpec = record.Spec[Resource]{
	Table: "stack_resources",
	Key:   func(r *Resource) string { return resourceKey(r.StackID, r.LogicalID) },
	Indexes: []record.Index[Resource]{
		{Name: "physical", Of: func(r *Resource) []string {
			if r.PhysicalID == "" || !r.Status.Exists() {
				return nil
			}
			return []string{r.PhysicalID}
		}},
	},
	Secrets: resourceSecrets,
}

func resourceSecrets(r *Resource) []*string {
	secrets := []*string{&r.Properties, &r.Attributes}
	if r.Before != nil {
		secrets = append(secrets, &r.Before.Properties, &r.Before.Attributes)
	}
	for i := range r.Old {
		secrets = append(secrets, &r.Old[i].Properties, &r.Old[i].Attributes)
	}
	return secrets
}

func resourceKey(stackID, logicalID string) string { return place(stackID, logicalID) }
