// Package iam knows the account's principals and decides what they may do.
//
//	access key -> Principals.Credential (who is it, what secret proves it)
//	caller     -> Gate.Allow            (may it do this operation?)
//
// The root principal may do everything; a principal without a policy may do nothing.
package iam

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/core/ident"
	"github.com/sallyport/sallyport/internal/core/record"
)

// AccessKey is a long-term credential.
type AccessKey struct {
	ID        string        `json:"AccessKeyId"`
	Secret    string        `json:"SecretAccessKey"`
	Status    string        `json:"Status"` // Active or Inactive
	Created   time.Time     `json:"CreateDate"`
	Principal awsapi.Caller `json:"Principal"`
	// Development marks the well-known key of the development profile, which answers only on the developer's own machine.
	Development bool `json:"Development,omitempty"`
}

// AccessKeySpec is the table of access keys. Secrets are needed again to verify signatures, so they are sealed, not hashed.
var AccessKeySpec = record.Spec[AccessKey]{
	Table:   "access_keys",
	Key:     func(k *AccessKey) string { return k.ID },
	Secrets: func(k *AccessKey) []*string { return []*string{&k.Secret} },
}

// Root is the account's root principal.
func Root(account string) awsapi.Caller {
	return awsapi.Caller{
		Kind: awsapi.Root, AccountID: account, UserID: account, ARN: "arn:aws:iam::" + account + ":root",
	}
}

// Principals keeps access keys.
type Principals struct {
	Keys record.Table[AccessKey]
	Now  func() time.Time
	Rand io.Reader
}

// MakeRootKey makes an access key of the root principal. It is good once it is in the table.
func (p *Principals) MakeRootKey(account string) (*AccessKey, error) {
	id, err := ident.AccessKey(p.Rand, "AKIA")
	if err != nil {
		return nil, err
	}
	secret, err := ident.SecretKey(p.Rand)
	if err != nil {
		return nil, err
	}
	return &AccessKey{ID: id, Secret: secret, Status: "Active", Created: p.Now(), Principal: Root(account)}, nil
}

// DevelopmentKey is the access key that the development profile seeds. It is never stored: a data folder that is later
// served in production does not know it.
func DevelopmentKey(account string) *AccessKey {
	return &AccessKey{ID: "test", Secret: "test", Status: "Active", Principal: Root(account), Development: true}
}

// RootKey finds an active access key of the root principal; nil if there is none.
func (p *Principals) RootKey(ctx context.Context) (*AccessKey, error) {
	keys, err := p.Keys.List(ctx, record.Query{})
	if err != nil {
		return nil, fmt.Errorf("list access keys: %w", err)
	}
	for _, k := range keys {
		if k.Principal.Kind == awsapi.Root && k.Status == "Active" {
			return k, nil
		}
	}
	return nil, nil
}

// Key finds an active access key; nil if there is none of that id.
func (p *Principals) Key(ctx context.Context, id string) (*AccessKey, error) {
	key, err := p.Keys.Get(ctx, id)
	switch {
	case errors.Is(err, record.ErrNotFound):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("read access key: %w", err)
	case key.Status != "Active":
		return nil, nil
	}
	return key, nil
}
