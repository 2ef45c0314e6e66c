package userpool

import "github.com/sallyport/sallyport/internal/core/record"

// Store is where the nouns of this package are kept.
type Store struct {
	Pools   record.Table[Pool]
	Keys    record.Table[PoolKeys]
	Clients record.Table[Client]
	Servers record.Table[ResourceServer]
	Domains record.Table[Domain]
	Groups  record.Table[Group]
	Users   record.Table[User]
	Members record.Table[Membership]
	Tx      record.Tx
	Changes record.Changes
}

// The tables, as drivers and watchers of changes name them.
const (
	PoolTable   = "user_pools"
	KeyTable    = "user_pool_keys"
	ClientTable = "user_pool_clients"
	ServerTable = "resource_servers"
	DomainTable = "user_pool_domains"
	GroupTable  = "user_pool_groups"
	UserTable   = "users"

	MembershipTable = "user_pool_group_members"
)

// The indexes of the tables.
const (
	indexHome    = "home"    // pools of an account in a region
	indexPool    = "pool"    // what belongs to a pool
	indexDomain  = "domain"  // domains of one name, in whatever region
	indexLogin   = "login"   // the user whom a name means
	indexContact = "contact" // users with an e-mail address or phone number
	indexGroup   = "group"   // memberships of a group
)

// child is the key of what a pool names: no pool id has a slash, so keys of two pools never meet.
func child(poolID, name string) string { return poolID + "/" + name }
