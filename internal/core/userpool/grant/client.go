package grant

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/core/userpool"
)

// authenticate finds the client and proves its secret. An unknown client costs the same comparison as a known one, and a
// client of another pool is unknown here.
func (s *Service) authenticate(ctx context.Context, poolID string, c Credentials) (*userpool.Client, error) {
	if c.ID == "" {
		return nil, refuse(InvalidRequest, "the parameter client_id is missing")
	}
	client, err := s.Clients.ClientByID(ctx, c.ID)
	if err != nil && awsapi.Code(err) != "ResourceNotFoundException" {
		return nil, fmt.Errorf("find the client: %w", err)
	}
	known := err == nil && client.PoolID == poolID
	if !known {
		client = &userpool.Client{Secrets: []userpool.ClientSecret{{}}}
	}
	proved := proves(client, c)
	switch {
	case !known:
		return nil, refuse(InvalidClient, "the app client does not exist in the user pool of this domain")
	case !proved:
		return nil, &Error{Code: InvalidClient, Description: "invalid_client_secret", Reason: "the client secret is wrong"}
	}
	return client, nil
}

// proves compares with every secret of the client, in a time that tells neither where they differ nor how long they are.
// A public client proves itself by sending none.
func proves(client *userpool.Client, c Credentials) bool {
	if len(client.Secrets) == 0 {
		return !c.HasSecret || c.Secret == ""
	}
	sent := sha256.Sum256([]byte(c.Secret))
	match := 0
	for _, secret := range client.Secrets {
		kept := sha256.Sum256([]byte(secret.Value))
		match |= subtle.ConstantTimeCompare(sent[:], kept[:])
	}
	return c.HasSecret && match == 1
}
