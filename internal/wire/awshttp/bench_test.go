package awshttp_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/wire/awshttp"
	"github.com/sallyport/sallyport/internal/wire/awshttp/sigv4"
)

// aPool is a user pool as DescribeUserPool returns it.
func aPool() *cognitoidp.DescribeUserPoolResponse {
	p := awsapi.Ptr[string]
	pool := &cognitoidp.UserPoolType{
		Id: p(poolID), Name: p("people"), Arn: p("arn:aws:cognito-idp:eu-west-1:123456789012:userpool/" + poolID),
		CreationDate: &clock, LastModifiedDate: &clock, MfaConfiguration: p("OFF"), EstimatedNumberOfUsers: awsapi.Ptr[int64](12),
		AutoVerifiedAttributes: []string{"email"}, UsernameAttributes: []string{"email"},
		EmailConfiguration: &cognitoidp.EmailConfigurationType{EmailSendingAccount: p("COGNITO_DEFAULT")},
		AdminCreateUserConfig: &cognitoidp.AdminCreateUserConfigType{
			AllowAdminCreateUserOnly: awsapi.Ptr(false), UnusedAccountValidityDays: awsapi.Ptr[int64](7),
		},
		UserPoolTags: map[string]string{"team": "a", "stage": "b"},
	}
	for _, name := range []string{
		"sub", "name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "profile", "picture", "website",
		"email", "email_verified", "gender", "birthdate", "zoneinfo", "locale", "phone_number", "phone_number_verified", "address", "updated_at",
	} {
		pool.SchemaAttributes = append(pool.SchemaAttributes, cognitoidp.SchemaAttributeType{
			Name: &name, AttributeDataType: p("String"), DeveloperOnlyAttribute: awsapi.Ptr(false), Mutable: awsapi.Ptr(true),
			Required:                   awsapi.Ptr(false),
			StringAttributeConstraints: &cognitoidp.StringAttributeConstraintsType{MinLength: p("0"), MaxLength: p("2048")},
		})
	}
	return &cognitoidp.DescribeUserPoolResponse{UserPool: pool}
}

// bare does the same without model, signature or checks.
func bare(w http.ResponseWriter, r *http.Request) {
	var in cognitoidp.DescribeUserPoolRequest
	body, err := io.ReadAll(r.Body)
	if err == nil {
		err = json.Unmarshal(body, &in)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	if err := json.NewEncoder(w).Encode(benchPool); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

var benchPool = aPool()

func BenchmarkDescribeUserPool(b *testing.B) {
	pools := &pools{describe: func(
		context.Context, *cognitoidp.DescribeUserPoolRequest,
	) (*cognitoidp.DescribeUserPoolResponse, error) {
		return benchPool, nil
	}}
	handler, err := awshttp.New(cognitoidp.Guard(pools, everybody{}), awshttp.Config{
		Credentials: keyring{keyID: {Secret: secret, Caller: root}}, Now: func() time.Time { return clock },
		Log: slog.New(slog.DiscardHandler), Keys: sigv4.NewKeyCache(10),
	})
	if err != nil {
		b.Fatal(err)
	}
	signed := httptest.NewRequest("POST", "http://127.0.0.1:4566/", nil)
	signed.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService.DescribeUserPool")
	signed.Header.Set("Content-Type", "application/x-amz-json-1.1")
	key := sigv4.Credentials{AccessKeyID: keyID, SecretAccessKey: secret}
	if err := sigv4.Sign(signed, sigv4.HashPayload([]byte(describe)), key, "eu-west-1", "cognito-idp", clock); err != nil {
		b.Fatal(err)
	}
	for name, h := range map[string]http.Handler{"handler": handler, "bare": http.HandlerFunc(bare)} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r := *signed
				r.Body = io.NopCloser(bytes.NewReader([]byte(describe)))
				w := httptest.NewRecorder()
				h.ServeHTTP(w, &r)
				if w.Code != http.StatusOK {
					b.Fatal(w.Body)
				}
			}
		})
	}
}
