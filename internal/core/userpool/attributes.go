package userpool

import (
	"slices"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
)

// The standard attributes that the program itself looks at (OpenID Connect Core section 5.1).
const (
	SubAttribute        = "sub"
	Email               = "email"
	EmailVerified       = "email_verified"
	PhoneNumber         = "phone_number"
	PhoneNumberVerified = "phone_number_verified"
	PreferredUsername   = "preferred_username"
)

// Attribute is a name with its value; values are text on the wire whatever their type.
type Attribute struct{ Name, Value string }

// Attributes are what is known of a user, in the order in which it came.
type Attributes []Attribute

// AttributesOf reads a request's list. A name that comes twice has its last value.
func AttributesOf(in []cognitoidp.AttributeType) Attributes {
	var out Attributes
	for _, a := range in {
		out.Set(awsapi.Val(a.Name), awsapi.Val(a.Value))
	}
	return out
}

// Get is the value of a name, "" if there is none.
func (a Attributes) Get(name string) string {
	if i := a.index(name); i >= 0 {
		return a[i].Value
	}
	return ""
}

// Has says that there is a value, were it empty.
func (a Attributes) Has(name string) bool { return a.index(name) >= 0 }

func (a Attributes) index(name string) int {
	return slices.IndexFunc(a, func(x Attribute) bool { return x.Name == name })
}

// Set gives a name a value, in its old place if it has one.
func (a *Attributes) Set(name, value string) {
	if i := a.index(name); i >= 0 {
		(*a)[i].Value = value
		return
	}
	*a = append(*a, Attribute{name, value})
}

// Delete takes a name away.
func (a *Attributes) Delete(name string) {
	*a = slices.DeleteFunc(*a, func(x Attribute) bool { return x.Name == name })
}

// Names are the names, in order.
func (a Attributes) Names() []string {
	names := make([]string, len(a))
	for i := range a {
		names[i] = a[i].Name
	}
	return names
}

// Wire is the attributes as AWS lists them, of those that wanted accepts; nil accepts all.
func (a Attributes) Wire(wanted func(name string) bool) []cognitoidp.AttributeType {
	out := []cognitoidp.AttributeType{}
	for _, x := range a {
		if wanted == nil || wanted(x.Name) {
			out = append(out, cognitoidp.AttributeType{Name: awsapi.Ptr(x.Name), Value: awsapi.Ptr(x.Value)})
		}
	}
	return out
}

// All are the user's attributes with the sub in front, as AWS shows them.
func (u *User) All() Attributes {
	return append(Attributes{{SubAttribute, u.Sub}}, u.Attributes...)
}

// VerifiedFlag names the attribute that says whether a contact was proved to be the user's.
func VerifiedFlag(contact string) string { return contact + "_verified" }

// Verified says that the e-mail address or phone number was proved to be the user's.
func (u *User) Verified(contact string) bool {
	return u.Attributes.Get(contact) != "" && strings.EqualFold(u.Attributes.Get(VerifiedFlag(contact)), "true")
}

// Describe is the user as ListUsers and AdminCreateUser show it, with the attributes that wanted accepts; nil accepts all.
func (u *User) Describe(wanted func(name string) bool) *cognitoidp.UserType {
	return &cognitoidp.UserType{
		Username: awsapi.Ptr(u.Username), Attributes: u.All().Wire(wanted), UserCreateDate: awsapi.Ptr(u.Created),
		UserLastModifiedDate: awsapi.Ptr(u.Modified), Enabled: awsapi.Ptr(u.Enabled()), UserStatus: awsapi.Ptr(string(u.Status)),
		MFAOptions: u.MFAOptions(),
	}
}

// MFAOptions is the old way to say that a user gets codes by SMS.
func (u *User) MFAOptions() []cognitoidp.MFAOptionType {
	if !u.MFA.SMS {
		return nil
	}
	return []cognitoidp.MFAOptionType{{DeliveryMedium: awsapi.Ptr("SMS"), AttributeName: awsapi.Ptr(PhoneNumber)}}
}

// MFASettings are the factors that are switched on, and the preferred one, as AdminGetUser and GetUser show them.
func (u *User) MFASettings() (list []string, preferred *string) {
	for _, f := range []struct {
		on   bool
		name string
	}{{u.MFA.SMS, "SMS_MFA"}, {u.MFA.Software, "SOFTWARE_TOKEN_MFA"}, {u.MFA.Email, "EMAIL_OTP"}} {
		if f.on {
			list = append(list, f.name)
		}
	}
	if u.MFA.Preferred != "" {
		preferred = awsapi.Ptr(u.MFA.Preferred)
	}
	return list, preferred
}
