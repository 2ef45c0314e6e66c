package restapi

import (
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/core/record"
)

// RestAPI is an API: whose it is, and its own settings. What belongs to it lies in the other tables under its id.
type RestAPI struct {
	AccountID string             `json:"accountId"`
	Region    string             `json:"region"`
	Document  apigateway.RestApi `json:"document"`
}

// ID is the id of the API.
func (a *RestAPI) ID() string { return awsapi.Val(a.Document.Id) }

// Row is a thing that belongs to an API: a resource with its methods, an authorizer, a stage.
type Row[T any] struct {
	APIID    string `json:"apiId"`
	Name     string `json:"name"` // id or name, unique among its kind in the API
	Document T      `json:"document"`
}

// Snapshot is everything an API was when it was deployed. It is never changed but for the deployment's description.
type Snapshot struct {
	Deployment       apigateway.Deployment         `json:"deployment"`
	API              apigateway.RestApi            `json:"api"`
	Resources        []apigateway.Resource         `json:"resources,omitempty"`
	Authorizers      []apigateway.Authorizer       `json:"authorizers,omitempty"`
	Models           []apigateway.Model            `json:"models,omitempty"`
	Validators       []apigateway.RequestValidator `json:"validators,omitempty"`
	GatewayResponses []apigateway.GatewayResponse  `json:"gatewayResponses,omitempty"`
}

// The tables' names, for whoever watches them.
const (
	TableAPIs             = "rest_apis"
	TableResources        = "rest_resources"
	TableAuthorizers      = "rest_authorizers"
	TableModels           = "rest_models"
	TableValidators       = "rest_validators"
	TableGatewayResponses = "rest_gateway_responses"
	TableDeployments      = "rest_deployments"
	TableStages           = "rest_stages"
)

// byOwner finds the APIs of an account and region.
const byOwner = "owner"

func owner(account, region string) string { return account + "/" + region }

// APISpec is the table of APIs. Ids are unique in the world, so that a gateway finds an API by nothing else.
func APISpec() record.Spec[RestAPI] {
	return record.Spec[RestAPI]{
		Table: TableAPIs,
		Key:   (*RestAPI).ID,
		Indexes: []record.Index[RestAPI]{
			{Name: byOwner, Of: func(a *RestAPI) []string { return []string{owner(a.AccountID, a.Region)} }},
		},
	}
}

func rowSpec[T any](table string) record.Spec[Row[T]] {
	return record.Spec[Row[T]]{Table: table, Key: func(r *Row[T]) string { return rowKey(r.APIID, r.Name) }}
}

func rowKey(api, name string) string { return api + "/" + name }

// splitKey takes a row's key apart.
func splitKey(key string) (api, name string) {
	api, name, _ = strings.Cut(key, "/")
	return api, name
}

// ResourceSpec is the table of resources and their methods.
func ResourceSpec() record.Spec[Row[apigateway.Resource]] {
	return rowSpec[apigateway.Resource](TableResources)
}

// AuthorizerSpec is the table of authorizers.
func AuthorizerSpec() record.Spec[Row[apigateway.Authorizer]] {
	return rowSpec[apigateway.Authorizer](TableAuthorizers)
}

// ModelSpec is the table of models, by name.
func ModelSpec() record.Spec[Row[apigateway.Model]] {
	return rowSpec[apigateway.Model](TableModels)
}

// ValidatorSpec is the table of request validators.
func ValidatorSpec() record.Spec[Row[apigateway.RequestValidator]] {
	return rowSpec[apigateway.RequestValidator](TableValidators)
}

// GatewayResponseSpec is the table of gateway responses that were set, by type.
func GatewayResponseSpec() record.Spec[Row[apigateway.GatewayResponse]] {
	return rowSpec[apigateway.GatewayResponse](TableGatewayResponses)
}

// DeploymentSpec is the table of deployments.
func DeploymentSpec() record.Spec[Row[Snapshot]] { return rowSpec[Snapshot](TableDeployments) }

// StageSpec is the table of stages, by name.
func StageSpec() record.Spec[Row[apigateway.Stage]] { return rowSpec[apigateway.Stage](TableStages) }
