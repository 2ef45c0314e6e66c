// Package client is the command line's side of the wire: it finds a server, signs what it sends, and deploys, watches and
// removes stacks as any other client of AWS would. It has no way into a server but the wire.
//
//	Find (flag, environment, DATA/run.json, default port) -> Endpoint
//	Endpoint -> Query, REST, JSON (signed calls) -> Deploy, Redeploy, Remove -> Summary
package client
