// Package openapi reads Swagger 2.0 and OpenAPI 3 documents, with the extensions of API Gateway, into a Definition of a
// REST API.
//
//	bytes --decode (JSON, YAML)--> tree --Read--> Definition
//	                                       |
//	            info, servers      root.go           settings of the API
//	            securitySchemes    security.go       authorizers; who may call a method
//	            paths              operation.go      methods, parameters, responses
//	            x-…-integration    integration.go    backends
//	            schemas            model.go          models
//
// It is tolerant in what does not matter (numbers for texts, any case of enumerations, members that are nobody's) and strict
// in what does: an extension that changes who may call an API, or what it does, and that is not understood is an error with
// its place. So is a security requirement that would protect nothing.
package openapi
