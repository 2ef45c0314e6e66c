package userpool

import "github.com/sallyport/sallyport/internal/core/record"

// Membership puts a user into a group.
type Membership struct {
	PoolID string
	Sub    string
	Group  string
}

// MembershipSpec describes the table of memberships, keyed by pool id, sub and group name: a sub has no slash, so the rows
// of a user are those below it.
func MembershipSpec() record.Spec[Membership] {
	return record.Spec[Membership]{
		Table: MembershipTable,
		Key:   func(m *Membership) string { return child(m.PoolID, child(m.Sub, m.Group)) },
		Indexes: []record.Index[Membership]{{
			Name: indexGroup, Of: func(m *Membership) []string { return []string{child(m.PoolID, m.Group)} },
		}},
	}
}
