package userpool

import (
	"context"
	"slices"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
)

const maxCustomAttributes = 50

// standardAttributes is the schema that every pool begins with (OpenID Connect Core section 5.1), in AWS's order.
func standardAttributes() []cognitoidp.SchemaAttributeType {
	schema := []cognitoidp.SchemaAttributeType{text("sub", "1", "2048")}
	schema[0].Mutable, schema[0].Required = awsapi.Ptr(false), awsapi.Ptr(true)
	for _, name := range []string{
		"name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "profile", "picture",
		"website", "email",
	} {
		schema = append(schema, text(name, "0", "2048"))
	}
	schema = append(schema, attribute("email_verified", "Boolean"), text("gender", "0", "2048"), text("birthdate", "10", "10"))
	for _, name := range []string{"zoneinfo", "locale", "phone_number"} {
		schema = append(schema, text(name, "0", "2048"))
	}
	schema = append(schema, attribute("phone_number_verified", "Boolean"), text("address", "0", "2048"))
	updated := attribute("updated_at", "Number")
	updated.NumberAttributeConstraints = &cognitoidp.NumberAttributeConstraintsType{MinValue: awsapi.Ptr("0")}
	return append(schema, updated)
}

func attribute(name, kind string) cognitoidp.SchemaAttributeType {
	return cognitoidp.SchemaAttributeType{
		Name: &name, AttributeDataType: &kind, DeveloperOnlyAttribute: awsapi.Ptr(false),
		Mutable: awsapi.Ptr(true), Required: awsapi.Ptr(false),
	}
}

func text(name, least, most string) cognitoidp.SchemaAttributeType {
	a := attribute(name, "String")
	a.StringAttributeConstraints = &cognitoidp.StringAttributeConstraintsType{MinLength: &least, MaxLength: &most}
	return a
}

// newSchema is the standard schema, changed and extended by what CreateUserPool asks for.
func newSchema(asked []cognitoidp.SchemaAttributeType) ([]cognitoidp.SchemaAttributeType, error) {
	schema := standardAttributes()
	var custom []cognitoidp.SchemaAttributeType
	for _, a := range asked {
		i := named(schema, awsapi.Val(a.Name))
		if i < 0 {
			custom = append(custom, a)
			continue
		}
		if err := restrict(&schema[i], a); err != nil {
			return nil, err
		}
	}
	return extend(schema, custom)
}

func named(schema []cognitoidp.SchemaAttributeType, name string) int {
	return slices.IndexFunc(schema, func(a cognitoidp.SchemaAttributeType) bool { return awsapi.Val(a.Name) == name })
}

// restrict changes what may be changed of a standard attribute.
func restrict(standard *cognitoidp.SchemaAttributeType, a cognitoidp.SchemaAttributeType) error {
	if a.AttributeDataType != nil && *a.AttributeDataType != *standard.AttributeDataType {
		return cognitoidp.InvalidParameterException("You can not change AttributeDataType or set developerOnlyAttribute " +
			"for standard schema attribute " + *standard.Name)
	}
	standard.Mutable = first(a.Mutable, standard.Mutable)
	standard.Required = first(a.Required, standard.Required)
	if a.StringAttributeConstraints != nil {
		standard.StringAttributeConstraints = a.StringAttributeConstraints
	}
	if a.NumberAttributeConstraints != nil {
		standard.NumberAttributeConstraints = a.NumberAttributeConstraints
	}
	return nil
}

// extend adds custom attributes, whose names get the prefix that tokens and requests use.
func extend(schema, custom []cognitoidp.SchemaAttributeType) ([]cognitoidp.SchemaAttributeType, error) {
	for _, a := range custom {
		if a.AttributeDataType == nil {
			return nil, cognitoidp.InvalidParameterException(
				"Invalid AttributeDataType input, consider using the provided AttributeDataType enum.")
		}
		if awsapi.Val(a.Required) {
			return nil, cognitoidp.InvalidParameterException("Required custom attributes are not supported currently.")
		}
		name := "custom:" + awsapi.Val(a.Name)
		if awsapi.Val(a.DeveloperOnlyAttribute) {
			name = "dev:" + name
		}
		if named(schema, name) >= 0 {
			return nil, cognitoidp.InvalidParameterException(name + ": Existing attribute already has name " + name + ".")
		}
		a.Name, a.Required = &name, awsapi.Ptr(false)
		a.Mutable, a.DeveloperOnlyAttribute = or(a.Mutable, true), or(a.DeveloperOnlyAttribute, false)
		constrain(&a)
		schema = append(schema, a)
	}
	if len(schema)-len(standardAttributes()) > maxCustomAttributes {
		return nil, cognitoidp.InvalidParameterException("A user pool cannot have more than 50 custom attributes.")
	}
	return schema, nil
}

// constrain shows empty constraints where none are given, as AWS does.
func constrain(a *cognitoidp.SchemaAttributeType) {
	switch *a.AttributeDataType {
	case "String":
		a.StringAttributeConstraints = or(a.StringAttributeConstraints, cognitoidp.StringAttributeConstraintsType{})
	case "Number":
		a.NumberAttributeConstraints = or(a.NumberAttributeConstraints, cognitoidp.NumberAttributeConstraintsType{})
	}
}

// AddCustomAttributes extends a pool's schema.
func (s *Service) AddCustomAttributes(ctx context.Context, home Home, in *cognitoidp.AddCustomAttributesRequest) error {
	return s.changePool(ctx, home, awsapi.Val(in.UserPoolId), func(pool *Pool) error {
		schema, err := extend(pool.Settings.SchemaAttributes, in.CustomAttributes)
		if err == nil {
			pool.Settings.SchemaAttributes = schema
		}
		return err
	})
}
