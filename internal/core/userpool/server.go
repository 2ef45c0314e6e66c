package userpool

import (
	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/record"
)

// ResourceServer is an API whose scopes the pool's clients may ask for.
type ResourceServer struct {
	PoolID     string
	Identifier string
	Settings   cognitoidp.ResourceServerType
}

// ServerSpec describes the table of resource servers, keyed by pool id and identifier.
func ServerSpec() record.Spec[ResourceServer] {
	return record.Spec[ResourceServer]{
		Table: ServerTable,
		Key:   func(s *ResourceServer) string { return child(s.PoolID, s.Identifier) },
	}
}

// scopes are the full names of the server's scopes: identifier/name.
func (s *ResourceServer) scopes() []string {
	names := make([]string, len(s.Settings.Scopes))
	for i, scope := range s.Settings.Scopes {
		names[i] = s.Identifier + "/" + awsapi.Val(scope.ScopeName)
	}
	return names
}
