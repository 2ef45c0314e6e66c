// Package signin signs people in: InitiateAuth and RespondToAuthChallenge, as clients and as administrators call them.
//
//	Start   client -> flow -> parameters -> secret hash -> user or stand-in -> lock -> trigger -> begin --+
//	Answer  client -> challenge -> secret hash -> session -> user or stand-in -> lock -> judge -> commit -+
//	                                                                               |                     |
//	                                                        wrong: counted, lock --+                     v
//	tokens <- second factor <- new password <- status <-------------------------------------- first factor passed
//	             |                 |
//	             +--- challenge ---+--> session, sealed: all that the next step needs travels with the client
//
// Everything a flow or challenge could forget is done here for all of them: a variant holds only what is its own. Starting
// writes nothing. An answer that succeeds spends its session in the commit of what it changes; a wrong one is counted, and
// a session dies of ten. Codes of six digits are guarded by a count of the user's as well, which no new session resets.
//
// Where a client hides which users there are, an unknown name gets a stand-in: the same challenges, the same lock, about
// the same time, and never the right password.
package signin
