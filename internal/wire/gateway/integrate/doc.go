// Package integrate talks to the backends of methods.
//
//	rendered request --Mock--> Reply --integration responses, method responses (the gateway)--> client
//
// A backend does not know the request that came from the client, only what the mapping made of it.
package integrate
