// Package userpool keeps user pools and what configures them: app clients, resource servers, domains, groups and the keys
// that sign a pool's tokens; and the pool's users. Its children hold what is done with them.
//
//	wire/cognitoidp --request--> Service --defaults, rules--> Store (one Table a noun, one Tx for what belongs together)
//	                                |
//	                                +-- a new pool takes two RSA keys from KeySource
//
//	token  mints and verifies what a pool signs      reads Pool keys, Clients
//	grant  answers the token endpoint                reads Clients, mints by token
//	signup lets users come, change and go            writes Users, tells them by its Courier
//	access lets users in by their access tokens      verifies by token, reads Users
//
// Leaves without nouns: srp, password. trigger calls the functions that a pool names.
//
// Documents that are only stored and returned are AWS's own types; identity, secrets and what has behaviour stand beside
// them in our structs.
package userpool
