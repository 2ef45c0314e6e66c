package restapi

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
)

// The types of integrations.
const (
	typeMock      = "MOCK"
	typeHTTP      = "HTTP"
	typeHTTPProxy = "HTTP_PROXY"
	typeAWS       = "AWS"
	typeAWSProxy  = "AWS_PROXY"
)

const (
	minTimeout = 50
	maxTimeout = 29000
	errTimeout = "Timeout should be between 50 ms and 29000 ms"
)

func errIntegration() error {
	return apigateway.NotFoundException("Invalid Integration identifier specified")
}

// PutIntegration gives a method its backend, in the place of whatever it had.
func (s *Service) PutIntegration(
	ctx context.Context, in *apigateway.PutIntegrationRequest,
) (*apigateway.Integration, error) {
	i := &apigateway.Integration{
		Type: in.Type, HttpMethod: in.IntegrationHttpMethod, Uri: in.Uri, ConnectionType: in.ConnectionType,
		ConnectionId: in.ConnectionId, Credentials: in.Credentials, RequestParameters: in.RequestParameters,
		RequestTemplates: in.RequestTemplates, PassthroughBehavior: in.PassthroughBehavior,
		CacheNamespace: in.CacheNamespace, CacheKeyParameters: in.CacheKeyParameters,
		ContentHandling: in.ContentHandling, TimeoutInMillis: in.TimeoutInMillis, TlsConfig: in.TlsConfig,
		ResponseTransferMode: in.ResponseTransferMode, IntegrationTarget: in.IntegrationTarget,
	}
	m, err := s.changeMethod(ctx, in.RestApiId, in.ResourceId, in.HttpMethod,
		func(r *apigateway.Resource, m *apigateway.Method) error {
			completeIntegration(i, awsapi.Val(r.Id))
			m.MethodIntegration = i
			return checkIntegration(i)
		})
	if err != nil {
		return nil, err
	}
	return m.MethodIntegration, nil
}

// completeIntegration fills in what AWS fills in.
func completeIntegration(i *apigateway.Integration, resource string) {
	if i.PassthroughBehavior == nil {
		i.PassthroughBehavior = awsapi.Ptr("WHEN_NO_MATCH")
	}
	if i.TimeoutInMillis == nil {
		i.TimeoutInMillis = awsapi.Ptr(int64(maxTimeout))
	}
	if i.CacheNamespace == nil {
		i.CacheNamespace = &resource
	}
	if i.ConnectionType == nil && strings.HasPrefix(awsapi.Val(i.Type), typeHTTP) {
		i.ConnectionType = awsapi.Ptr("INTERNET")
	}
	if awsapi.Val(i.Type) == typeMock {
		// A mock has no backend to call.
		i.HttpMethod, i.Uri = nil, nil
	}
}

// shownIntegration shows the lists that are always there.
func shownIntegration(i *apigateway.Integration) *apigateway.Integration {
	out := *i
	if out.CacheKeyParameters == nil {
		out.CacheKeyParameters = []string{}
	}
	if out.TlsConfig != nil && out.TlsConfig.InsecureSkipVerification == nil {
		out.TlsConfig = nil
	}
	return &out
}

func checkIntegration(i *apigateway.Integration) error {
	bad := apigateway.BadRequestException
	kind := awsapi.Val(i.Type)
	switch {
	case !slices.Contains([]string{typeMock, typeHTTP, typeHTTPProxy, typeAWS, typeAWSProxy}, kind):
		return bad("Invalid integration type specified")
	case awsapi.Val(i.TimeoutInMillis) < minTimeout || *i.TimeoutInMillis > maxTimeout:
		return bad(errTimeout)
	case !slices.Contains([]string{"WHEN_NO_MATCH", "WHEN_NO_TEMPLATES", "NEVER"}, awsapi.Val(i.PassthroughBehavior)):
		return bad("Invalid passthrough behavior specified. Valid options are WHEN_NO_MATCH,WHEN_NO_TEMPLATES,NEVER")
	case kind != typeMock && awsapi.Val(i.HttpMethod) == "":
		return bad("Enumeration value for HttpMethod must be non-empty")
	}
	if err := checkContentHandling(i.ContentHandling); err != nil {
		return err
	}
	for target, source := range i.RequestParameters {
		if _, err := requestMapping(target, source); err != nil {
			return errMapping(source)
		}
	}
	if err := checkContentTypes(i.RequestTemplates); err != nil {
		return err
	}
	return checkURI(kind, awsapi.Val(i.Uri))
}

func checkContentHandling(handling *string) error {
	if handling == nil || slices.Contains([]string{"CONVERT_TO_BINARY", "CONVERT_TO_TEXT"}, *handling) {
		return nil
	}
	return apigateway.BadRequestException(
		"Invalid content handling strategy specified. Valid options are CONVERT_TO_BINARY,CONVERT_TO_TEXT")
}

func checkContentTypes(templates map[string]string) error {
	for contentType := range templates {
		if !strings.Contains(contentType, "/") && contentType != "$default" {
			return apigateway.BadRequestException(
				"Validation Result: warnings : [], errors : [Invalid content type specified: " + contentType + "]")
		}
	}
	return nil
}

// gatewayARN is the URI of an AWS integration: arn:aws:apigateway:region:service:path/... or action/...
var gatewayARN = regexp.MustCompile(`^arn:aws[a-z-]*:apigateway:[^:]+:([^:]+):(.*)$`)

// httpEndpoint is the URI of an HTTP integration, which may begin with a stage variable.
var httpEndpoint = regexp.MustCompile(`^(?:https?://|\$\{stageVariables\.)`)

func checkURI(kind, uri string) error {
	bad := apigateway.BadRequestException
	switch kind {
	case typeHTTP, typeHTTPProxy:
		if !httpEndpoint.MatchString(uri) {
			return bad("Invalid HTTP endpoint specified for URI")
		}
	case typeAWS, typeAWSProxy:
		parts := gatewayARN.FindStringSubmatch(uri)
		if parts == nil {
			return bad("Invalid ARN specified in the request")
		}
		if !strings.HasPrefix(parts[2], "path/") && !strings.HasPrefix(parts[2], "action/") {
			return bad("AWS ARN for integration must contain path or action")
		}
		if service := parts[1]; kind == typeAWSProxy && service != "lambda" && service != "firehose" {
			return bad("Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.")
		}
	}
	return nil
}

// GetIntegration reads a method's integration.
func (s *Service) GetIntegration(
	ctx context.Context, in *apigateway.GetIntegrationRequest,
) (*apigateway.Integration, error) {
	m, err := s.method(ctx, in.RestApiId, in.ResourceId, in.HttpMethod)
	if err != nil {
		return nil, err
	}
	if m.MethodIntegration == nil {
		return nil, errIntegration()
	}
	return shownIntegration(m.MethodIntegration), nil
}

// DeleteIntegration takes a method's backend away.
func (s *Service) DeleteIntegration(
	ctx context.Context, in *apigateway.DeleteIntegrationRequest,
) (*apigateway.DeleteIntegrationOutput, error) {
	_, err := s.changeMethod(ctx, in.RestApiId, in.ResourceId, in.HttpMethod,
		func(_ *apigateway.Resource, m *apigateway.Method) error {
			if m.MethodIntegration == nil {
				return errIntegration()
			}
			m.MethodIntegration = nil
			return nil
		})
	if err != nil {
		return nil, err
	}
	return &apigateway.DeleteIntegrationOutput{}, nil
}
