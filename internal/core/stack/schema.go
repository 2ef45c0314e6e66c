package stack

// Kind says what a property's value is made of.
type Kind uint8

// The kinds of property values. JSON takes anything.
const (
	String Kind = iota
	Integer
	Number
	Boolean
	List
	Map
	Object
	JSON
)

// noun is what the message of a wrong value calls the kind.
func (k Kind) noun() string {
	return [...]string{"String", "Integer", "Number", "Boolean", "JSONArray", "JSONObject", "JSONObject", "JSONObject"}[k]
}

// Shape is what a value must look like.
type Shape struct {
	Kind       Kind
	Elem       *Shape     // of a List or Map
	Properties []Property // of an Object
}

// Property is a member of an Object.
type Property struct {
	Name     string
	Shape    *Shape
	Required bool
	// Replace says that a change makes a new resource; Fixed that a change is refused.
	Replace, Fixed bool
}

// Property finds a property by name; nil if there is none.
func (s *Shape) Property(name string) *Property {
	for i := range s.Properties {
		if s.Properties[i].Name == name {
			return &s.Properties[i]
		}
	}
	return nil
}
