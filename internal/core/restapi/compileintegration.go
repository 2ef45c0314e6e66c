package restapi

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/core/restapi/mapping"
)

func compileIntegration(i *apigateway.Integration) (*Integration, error) {
	out := &Integration{
		Type: awsapi.Val(i.Type), HTTPMethod: awsapi.Val(i.HttpMethod), URI: awsapi.Val(i.Uri),
		Credentials: awsapi.Val(i.Credentials), Timeout: time.Duration(awsapi.Val(i.TimeoutInMillis)) * time.Millisecond,
		Passthrough: awsapi.Val(i.PassthroughBehavior), ContentHandling: awsapi.Val(i.ContentHandling),
	}
	var err error
	if out.RequestTemplates, err = templates(i.RequestTemplates); err != nil {
		return nil, fmt.Errorf("request template %w", err)
	}
	if out.RequestParameters, err = mappings(i.RequestParameters, requestMapping); err != nil {
		return nil, fmt.Errorf("request parameters: %w", err)
	}
	for _, code := range sortedKeys(i.IntegrationResponses) {
		r := i.IntegrationResponses[code]
		if err := out.addResponse(code, &r); err != nil {
			return nil, fmt.Errorf("integration response %s: %w", code, err)
		}
	}
	return out, nil
}

func (i *Integration) addResponse(code string, r *apigateway.IntegrationResponse) error {
	if _, err := statusCode(code); err != nil {
		return err
	}
	out := &IntegrationResponse{StatusCode: code, ContentHandling: awsapi.Val(r.ContentHandling)}
	var err error
	if out.Templates, err = templates(r.ResponseTemplates); err != nil {
		return fmt.Errorf("template %w", err)
	}
	if out.Headers, err = mappings(r.ResponseParameters, responseMapping); err != nil {
		return err
	}
	pattern := awsapi.Val(r.SelectionPattern)
	if pattern == "" {
		if i.Default == nil { // of several, the one with the lowest status, as these come in order
			i.Default = out
		}
		return nil
	}
	if out.Pattern, err = awsapi.CompilePattern(pattern); err != nil {
		return fmt.Errorf("selection pattern: %w", err)
	}
	i.Responses = append(i.Responses, out)
	return nil
}

func templates(sources map[string]string) ([]Template, error) {
	out := make([]Template, 0, len(sources))
	for _, contentType := range sortedKeys(sources) {
		t, err := mapping.Compile(sources[contentType])
		if err != nil {
			return nil, fmt.Errorf("of %s: %w", contentType, err)
		}
		out = append(out, Template{ContentType: contentType, Template: t})
	}
	return out, nil
}

func mappings(sources map[string]string, parse func(target, source string) (Mapping, error)) ([]Mapping, error) {
	out := make([]Mapping, 0, len(sources))
	for _, target := range sortedKeys(sources) {
		m, err := parse(target, sources[target])
		if err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	slices.SortStableFunc(out, func(a, b Mapping) int { return strings.Compare(a.In+a.Name, b.In+b.Name) })
	return out, nil
}

func compileResponse(t ResponseType, r apigateway.GatewayResponse) (*GatewayResponse, error) {
	out := &GatewayResponse{Type: t}
	if r.StatusCode != nil {
		status, err := statusCode(*r.StatusCode)
		if err != nil {
			return nil, err
		}
		out.Status = status
	}
	var err error
	if out.Headers, err = mappings(r.ResponseParameters, gatewayMapping); err != nil {
		return nil, err
	}
	for _, contentType := range sortedKeys(r.ResponseTemplates) {
		out.Templates = append(out.Templates, TextTemplate{ContentType: contentType, Text: r.ResponseTemplates[contentType]})
	}
	return out, nil
}
