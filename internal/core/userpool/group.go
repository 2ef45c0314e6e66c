package userpool

import (
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/record"
)

// Group is a group of users.
type Group struct {
	PoolID   string
	Name     string
	Settings cognitoidp.GroupType
}

// GroupSpec describes the table of groups, keyed by pool id and name.
func GroupSpec() record.Spec[Group] {
	return record.Spec[Group]{
		Table: GroupTable,
		Key:   func(g *Group) string { return child(g.PoolID, g.Name) },
	}
}
