package userpool

import (
	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/record"
)

// Domain is the address prefix under which a pool answers OAuth.
type Domain struct {
	Region    string
	Prefix    string
	PoolID    string
	AccountID string
}

// DomainSpec describes the table of domains, keyed by region and prefix: a prefix is taken for everybody in the region.
func DomainSpec() record.Spec[Domain] {
	return record.Spec[Domain]{
		Table: DomainTable,
		Key:   func(d *Domain) string { return domainKey(d.Region, d.Prefix) },
		Indexes: []record.Index[Domain]{
			{Name: indexPool, Unique: true, Of: func(d *Domain) []string { return []string{d.PoolID} }},
			{Name: indexDomain, Of: func(d *Domain) []string { return []string{d.Prefix} }},
		},
	}
}

func domainKey(region, prefix string) string { return region + "/" + prefix }

// Describe is the domain as AWS shows it.
func (d *Domain) Describe() *cognitoidp.DomainDescriptionType {
	return &cognitoidp.DomainDescriptionType{
		UserPoolId:         awsapi.Ptr(d.PoolID),
		AWSAccountId:       awsapi.Ptr(d.AccountID),
		Domain:             awsapi.Ptr(d.Prefix),
		Status:             awsapi.Ptr("ACTIVE"),
		CustomDomainConfig: &cognitoidp.CustomDomainConfigType{},
	}
}
