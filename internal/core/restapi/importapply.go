package restapi

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/core/restapi/openapi"
)

// apply writes a definition into an API, within a transaction.
func (s *Service) apply(ctx context.Context, a *RestAPI, def *openapi.Definition) error {
	w := &writer{service: s, api: a.ID(), root: awsapi.Val(a.Document.RootResourceId)}
	for _, step := range []func(context.Context, *openapi.Definition) error{
		w.models, w.validators, w.authorizers, w.responses, w.resources,
	} {
		if err := step(ctx, def); err != nil {
			return err
		}
	}
	return nil
}

// writer writes the parts of a definition in the order in which they need each other.
type writer struct {
	service      *Service
	api, root    string
	authorizerID map[string]string // by name
	validatorID  map[string]string // by name
}

func (w *writer) models(ctx context.Context, def *openapi.Definition) error {
	table := w.service.Store.Models
	there, err := rows(ctx, table, w.api)
	if err != nil {
		return fmt.Errorf("list the models: %w", err)
	}
	known := map[string]bool{}
	for _, row := range there {
		known[row.Name] = true
	}
	for _, m := range def.Models {
		if !known[*m.Name] {
			_, err = w.service.insertModel(ctx, w.api, m)
		} else {
			_, err = table.Update(ctx, rowKey(w.api, *m.Name), func(r *Row[apigateway.Model]) error {
				m.Id = r.Document.Id
				r.Document = m
				return nil
			})
		}
		if err != nil {
			return placed("model "+*m.Name, err)
		}
	}
	return nil
}

func (w *writer) validators(ctx context.Context, def *openapi.Definition) error {
	table := w.service.Store.Validators
	there, err := rows(ctx, table, w.api)
	if err != nil {
		return fmt.Errorf("list the validators: %w", err)
	}
	w.validatorID = map[string]string{}
	for _, row := range there {
		w.validatorID[awsapi.Val(row.Document.Name)] = row.Name
	}
	for _, v := range def.Validators {
		id, ok := w.validatorID[*v.Name]
		if !ok {
			made, err := w.service.insertValidator(ctx, w.api, v)
			if err != nil {
				return err
			}
			w.validatorID[*v.Name] = *made.Id
			continue
		}
		_, err := table.Update(ctx, rowKey(w.api, id), func(r *Row[apigateway.RequestValidator]) error {
			r.Document = v
			r.Document.Id = &id
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) authorizers(ctx context.Context, def *openapi.Definition) error {
	table := w.service.Store.Authorizers
	there, err := rows(ctx, table, w.api)
	if err != nil {
		return fmt.Errorf("list the authorizers: %w", err)
	}
	w.authorizerID = map[string]string{}
	for _, row := range there {
		w.authorizerID[awsapi.Val(row.Document.Name)] = row.Name
	}
	for _, a := range def.Authorizers {
		if err := w.authorizer(ctx, a); err != nil {
			return placed("security scheme "+*a.Name, err)
		}
	}
	return nil
}

func (w *writer) authorizer(ctx context.Context, a apigateway.Authorizer) error {
	id, ok := w.authorizerID[*a.Name]
	if !ok {
		made, err := w.service.insertAuthorizer(ctx, w.api, a)
		if err == nil {
			w.authorizerID[*a.Name] = *made.Id
		}
		return err
	}
	completeAuthorizer(&a)
	if err := checkAuthorizer(&a); err != nil {
		return err
	}
	_, err := w.service.Store.Authorizers.Update(ctx, rowKey(w.api, id), func(r *Row[apigateway.Authorizer]) error {
		r.Document = a
		r.Document.Id = &id
		return nil
	})
	return err
}

func (w *writer) responses(ctx context.Context, def *openapi.Definition) error {
	for _, r := range def.GatewayResponses {
		t := ResponseType(*r.ResponseType)
		at := "gateway response " + string(t)
		if _, ok := responseStatus[t]; !ok {
			return badInput(at + ": there is no such type")
		}
		if err := w.response(ctx, t, r); err != nil {
			return placed(at, err)
		}
	}
	return nil
}

func (w *writer) response(ctx context.Context, t ResponseType, r apigateway.GatewayResponse) error {
	if err := checkGatewayResponse(&r); err != nil {
		return err
	}
	_, err := w.service.Store.GatewayResponses.Get(ctx, rowKey(w.api, string(t)))
	if err != nil && !errors.Is(err, record.ErrNotFound) {
		return err
	}
	return w.service.keepGatewayResponse(ctx, w.api, t, r, err == nil)
}

func (w *writer) resources(ctx context.Context, def *openapi.Definition) error {
	t, err := w.service.tree(ctx, w.api)
	if err != nil {
		return err
	}
	l, err := w.service.lookup(ctx, w.api)
	if err != nil {
		return err
	}
	for _, r := range def.Resources {
		id, err := w.path(ctx, t, r.Path)
		if err != nil {
			return placed(r.Pointer, err)
		}
		if err := w.methods(ctx, l, id, r.Methods); err != nil {
			return err
		}
	}
	return nil
}

// path finds the resource of a path and makes the parts that are not there.
func (w *writer) path(ctx context.Context, t tree, path string) (string, error) {
	at := w.root
	if path == "/" {
		return at, nil
	}
	for _, part := range strings.Split(strings.TrimPrefix(path, "/"), "/") {
		next := ""
		for _, child := range t.children(at) {
			if awsapi.Val(child.Document.PathPart) == part {
				next = child.Name
			}
		}
		if next == "" {
			made, err := w.service.addResource(ctx, t, w.api, at, part)
			if err != nil {
				return "", err
			}
			next = *made.Id
		}
		at = next
	}
	return at, nil
}

func (w *writer) methods(ctx context.Context, l *lookup, resource string, methods []openapi.Method) error {
	settled := make([]apigateway.Method, 0, len(methods))
	for _, m := range methods {
		d, err := w.method(l, resource, m)
		if err != nil {
			return placed(m.Pointer, err)
		}
		settled = append(settled, *d)
	}
	_, err := w.service.Store.Resources.Update(ctx, rowKey(w.api, resource), func(r *Row[apigateway.Resource]) error {
		for _, m := range settled {
			put(&r.Document.ResourceMethods, *m.HttpMethod, m)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("write the methods: %w", err)
	}
	return nil
}

// method settles a method of the definition as if it had come by PutMethod, PutIntegration and the rest.
func (w *writer) method(l *lookup, resource string, m openapi.Method) (*apigateway.Method, error) {
	d := m.Document
	if m.Authorizer != "" {
		d.AuthorizerId = awsapi.Ptr(w.authorizerID[m.Authorizer])
	}
	if m.Validator != "" {
		d.RequestValidatorId = awsapi.Ptr(w.validatorID[m.Validator])
	}
	if err := l.settle(&d); err != nil {
		return nil, err
	}
	i := d.MethodIntegration
	if i == nil {
		return &d, nil
	}
	completeIntegration(i, resource)
	if err := checkIntegration(i); err != nil {
		return nil, err
	}
	for _, code := range sortedKeys(i.IntegrationResponses) {
		if err := putIntegrationResponse(&d, i.IntegrationResponses[code]); err != nil {
			return nil, err
		}
	}
	return &d, nil
}
