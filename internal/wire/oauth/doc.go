// Package oauth serves the domain of a user pool and the documents that a pool publishes about itself.
//
//	edge -> ServeDomain    -> domain known? -> endpoint -> POST /oauth2/token: form, credentials -> grant.Service -> JSON
//	     -> ServeWellKnown -> pool known?   -> jwks.json, openid-configuration
//
// An endpoint that AWS has and this package does not serve says so by 501, never by a login page that leads nowhere.
package oauth
