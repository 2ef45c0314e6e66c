package userpool

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/record"
)

// CreateDomain gives a pool its address prefix.
func (s *Service) CreateDomain(ctx context.Context, home Home, in *cognitoidp.CreateUserPoolDomainRequest) error {
	domain := &Domain{
		Region: home.Region, AccountID: home.AccountID, PoolID: awsapi.Val(in.UserPoolId), Prefix: awsapi.Val(in.Domain),
	}
	if in.CustomDomainConfig != nil {
		return cognitoidp.InvalidParameterException("Sallyport does not serve custom domains of user pools yet: " +
			"give a domain prefix without CustomDomainConfig.")
	}
	if err := checkPrefix(domain.Prefix); err != nil {
		return err
	}
	return s.inPool(ctx, home, domain.PoolID, func(ctx context.Context, pool *Pool) error {
		there, err := s.DomainOfPool(ctx, pool.ID)
		if err != nil {
			return err
		}
		if there != nil && there.Prefix != domain.Prefix {
			return cognitoidp.InvalidParameterException("User pool already has a domain configured.")
		}
		err = s.Store.Domains.Insert(ctx, domain)
		if errors.Is(err, record.ErrExists) {
			return cognitoidp.InvalidParameterException("Domain already associated with another user pool.")
		}
		return failed(err, "insert domain "+domain.Prefix)
	})
}

// prefixPattern is AWS's pattern of a domain prefix.
var prefixPattern = regexp.MustCompile(`^[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?$`)

func checkPrefix(prefix string) error {
	if !prefixPattern.MatchString(prefix) {
		return cognitoidp.InvalidParameterException("Invalid domain prefix " + prefix + ".")
	}
	for _, word := range []string{"aws", "amazon", "cognito"} {
		if strings.Contains(prefix, word) {
			return cognitoidp.InvalidParameterException("Domain cannot contain reserved word: " + word)
		}
	}
	return nil
}

// DomainOfPool is the pool's domain, or nil.
func (s *Service) DomainOfPool(ctx context.Context, poolID string) (*Domain, error) {
	return absent(s.Store.Domains.Find(ctx, indexPool, poolID))
}

// DescribeDomain finds a domain of the caller's account and region; nil if it has none of this name, which is no error in
// AWS.
func (s *Service) DescribeDomain(ctx context.Context, home Home, prefix string) (*Domain, error) {
	domain, err := absent(s.Store.Domains.Get(ctx, domainKey(home.Region, prefix)))
	if domain != nil && domain.AccountID != home.AccountID {
		return nil, nil
	}
	return domain, err
}

// ErrAmbiguousDomain says that a prefix without a region stands for domains in several regions.
var ErrAmbiguousDomain = errors.New("the prefix is a domain in several regions: name the region")

// Domain finds the domain that an address names; nil if there is none. An address without a region is enough while the
// prefix is taken in one region only.
func (s *Service) Domain(ctx context.Context, region, prefix string) (*Domain, error) {
	if region != "" {
		return absent(s.Store.Domains.Get(ctx, domainKey(region, prefix)))
	}
	domains, err := s.Store.Domains.List(ctx, record.Query{Index: indexDomain, Value: prefix, Limit: 2})
	switch {
	case err != nil:
		return nil, fmt.Errorf("find domain %s: %w", prefix, err)
	case len(domains) == 0:
		return nil, nil
	case len(domains) > 1:
		return nil, ErrAmbiguousDomain
	}
	return domains[0], nil
}

func absent(d *Domain, err error) (*Domain, error) {
	if errors.Is(err, record.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("load domain: %w", err)
	}
	return d, nil
}

// DeleteDomain takes a pool's address prefix away.
func (s *Service) DeleteDomain(ctx context.Context, home Home, poolID, prefix string) error {
	return s.inPool(ctx, home, poolID, func(ctx context.Context, pool *Pool) error {
		domain, err := s.DomainOfPool(ctx, pool.ID)
		if err != nil {
			return err
		}
		if domain == nil || domain.Prefix != prefix {
			return cognitoidp.InvalidParameterException("No such domain or user pool exists.")
		}
		return failed(s.Store.Domains.Delete(ctx, domainKey(domain.Region, prefix)), "delete domain "+prefix)
	})
}
