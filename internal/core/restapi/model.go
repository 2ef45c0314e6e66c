package restapi

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/core/ident"
	"github.com/sallyport/sallyport/internal/core/record"
)

var modelName = regexp.MustCompile(`^[a-zA-Z0-9]+$`)

const errNoSchema = "Model schema must have at least 1 property or array items defined"

func errModel(name *string) error {
	return apigateway.NotFoundException("Invalid model name specified: " + awsapi.Val(name))
}

// defaultModels are the two that come with every API made without a definition.
func defaultModels() []apigateway.Model {
	return []apigateway.Model{
		{
			Name: awsapi.Ptr("Empty"), ContentType: awsapi.Ptr("application/json"),
			Description: awsapi.Ptr("This is a default empty schema model"),
			Schema: awsapi.Ptr("{\n  \"$schema\": \"http://json-schema.org/draft-04/schema#\",\n" +
				"  \"title\" : \"Empty Schema\",\n  \"type\" : \"object\"\n}"),
		},
		{
			Name: awsapi.Ptr("Error"), ContentType: awsapi.Ptr("application/json"),
			Description: awsapi.Ptr("This is a default error schema model"),
			Schema: awsapi.Ptr("{\n  \"$schema\" : \"http://json-schema.org/draft-04/schema#\",\n" +
				"  \"title\" : \"Error Schema\",\n  \"type\" : \"object\",\n  \"properties\" : {\n" +
				"    \"message\" : { \"type\" : \"string\" }\n  }\n}"),
		},
	}
}

// CreateModel adds a model.
func (s *Service) CreateModel(ctx context.Context, in *apigateway.CreateModelRequest) (*apigateway.Model, error) {
	m := apigateway.Model{Name: in.Name, Description: in.Description, Schema: in.Schema, ContentType: in.ContentType}
	switch name := awsapi.Val(m.Name); {
	case name == "":
		return nil, apigateway.BadRequestException("Model name must be non-empty")
	case !modelName.MatchString(name):
		return nil, apigateway.BadRequestException("Model name must be alphanumeric: " + name)
	case emptySchema(m.Schema):
		return nil, apigateway.BadRequestException(errNoSchema)
	}
	return within(ctx, s, func(ctx context.Context) (*apigateway.Model, error) {
		if _, err := s.api(ctx, in.RestApiId); err != nil {
			return nil, err
		}
		return s.insertModel(ctx, *in.RestApiId, m)
	})
}

func emptySchema(schema *string) bool { return strings.TrimSpace(awsapi.Val(schema)) == "" }

func (s *Service) insertModels(ctx context.Context, api string, models []apigateway.Model) error {
	for _, m := range models {
		if _, err := s.insertModel(ctx, api, m); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) insertModel(ctx context.Context, api string, m apigateway.Model) (*apigateway.Model, error) {
	id, err := ident.Short(s.Rand)
	if err != nil {
		return nil, err
	}
	m.Id = &id
	err = s.Store.Models.Insert(ctx, &Row[apigateway.Model]{APIID: api, Name: *m.Name, Document: m})
	return &m, refuse(err, record.ErrExists, apigateway.ConflictException("Model name already exists for this REST API"))
}

// GetModel reads a model.
func (s *Service) GetModel(ctx context.Context, in *apigateway.GetModelRequest) (*apigateway.Model, error) {
	if awsapi.Val(in.Flatten) {
		return nil, apigateway.BadRequestException("flatten is not supported")
	}
	row, err := get(ctx, s, s.Store.Models, in.RestApiId, in.ModelName, errModel(in.ModelName))
	if err != nil {
		return nil, err
	}
	return &row.Document, nil
}

// GetModels lists the models.
func (s *Service) GetModels(ctx context.Context, in *apigateway.GetModelsRequest) (*apigateway.Models, error) {
	items, next, err := page(ctx, s, s.Store.Models, in.RestApiId, in.Position, in.Limit)
	if err != nil {
		return nil, err
	}
	return &apigateway.Models{Items: items, Position: next}, nil
}

// UpdateModel patches a model.
func (s *Service) UpdateModel(ctx context.Context, in *apigateway.UpdateModelRequest) (*apigateway.Model, error) {
	return update(ctx, s, s.Store.Models, in.RestApiId, in.ModelName, errModel(in.ModelName),
		func(m *apigateway.Model) error {
			t := patchTable{closed: true, fields: []patchField{
				textField("/description", &m.Description), textField("/schema", &m.Schema),
			}}
			if err := t.apply(in.PatchOperations); err != nil {
				return err
			}
			if emptySchema(m.Schema) {
				return apigateway.BadRequestException(errNoSchema)
			}
			return nil
		})
}

// DeleteModel deletes a model that no method needs.
func (s *Service) DeleteModel(
	ctx context.Context, in *apigateway.DeleteModelRequest,
) (*apigateway.DeleteModelOutput, error) {
	return within(ctx, s, func(ctx context.Context) (*apigateway.DeleteModelOutput, error) {
		row, err := get(ctx, s, s.Store.Models, in.RestApiId, in.ModelName, errModel(in.ModelName))
		if err != nil {
			return nil, err
		}
		if err := s.modelIsFree(ctx, row); err != nil {
			return nil, err
		}
		return &apigateway.DeleteModelOutput{}, remove(ctx, s, s.Store.Models, in.RestApiId, in.ModelName, errModel(in.ModelName))
	})
}

func (s *Service) modelIsFree(ctx context.Context, row *Row[apigateway.Model]) error {
	user, err := s.methodThat(ctx, row.APIID, func(m *apigateway.Method) bool { return named(m.RequestModels, row.Name) })
	if err != nil {
		return err
	}
	if user != "" {
		return apigateway.ConflictException(fmt.Sprintf(
			"Cannot delete model '%s', is referenced in method request: %s", row.Name, user))
	}
	user, err = s.methodThat(ctx, row.APIID, func(m *apigateway.Method) bool {
		for _, r := range m.MethodResponses {
			if named(r.ResponseModels, row.Name) {
				return true
			}
		}
		return false
	})
	if err != nil || user == "" {
		return err
	}
	return apigateway.ConflictException(fmt.Sprintf(
		"Cannot delete model '%s', is referenced in method response: %s", row.Name, user))
}

func named(models map[string]string, name string) bool {
	for _, m := range models {
		if m == name {
			return true
		}
	}
	return false
}
