// Package restapi keeps REST APIs as API Gateway has them and turns a deployment of one into what a gateway serves.
//
//	ImportRestApi, PutRestApi --openapi.Read--> Definition --+
//	CreateResource, PutMethod, PutIntegration, ... ----------+--> rows: api, resource (with its methods), authorizer, ...
//	                                                         |
//	CreateDeployment: the rows as they are now --> Snapshot (a row, never changed) --Compile--> refused, or kept
//	CreateStage, UpdateStage: name, variables and settings ------> row
//	                                                         |
//	Plans: Snapshot + stage --Compile--> Plan <--Match-- the gateway, without a database
//
// What the gateway cannot serve is refused when a deployment is made, with the method, the path and the thing: see
// served.go.
package restapi
