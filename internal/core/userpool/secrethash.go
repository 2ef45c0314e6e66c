package userpool

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"

	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
)

// CheckSecretHash judges the proof that the caller knows the client's secret: HMAC-SHA256 over the username as it was sent and
// the client's id, keyed by the secret. Any of the client's secrets will do. A hash that was not sent is nil.
func (c *Client) CheckSecretHash(username string, hash *string) error {
	switch {
	case len(c.Secrets) == 0 && hash != nil:
		return cognitoidp.NotAuthorizedException("Client " + c.ID + " is not configured for secret but secret hash was received")
	case len(c.Secrets) == 0:
		return nil
	case hash == nil:
		return cognitoidp.NotAuthorizedException("Client " + c.ID + " is configured with secret but SECRET_HASH was not received")
	}
	proved := false
	for _, secret := range c.Secrets {
		proved = hmac.Equal([]byte(SecretHash(username, c.ID, secret.Value)), []byte(*hash)) || proved
	}
	if !proved {
		return cognitoidp.NotAuthorizedException("Unable to verify secret hash for client " + c.ID)
	}
	return nil
}

// SecretHash is what a client sends to prove that it knows its secret.
func SecretHash(username, clientID, secret string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(username + clientID))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
