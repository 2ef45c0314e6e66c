// Package apigateway is Amazon API Gateway's control plane for REST APIs, as far as it is served.
//
//	request --awshttp--> API --> core/restapi.Service, whose methods have the shapes of the operations
//
// What API does not override is answered by name, as not served.
package apigateway

import (
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/core/restapi"
)

// API implements the service.
type API struct {
	apigateway.Unimplemented
	APIs *restapi.Service
}

var _ apigateway.API = (*API)(nil)
