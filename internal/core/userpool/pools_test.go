package userpool_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/core/userpool/userpooltest"
)

func TestPoolRules(t *testing.T) {
	t.Parallel()
	s, _ := userpooltest.New(openStore(t))
	type request = cognitoidp.CreateUserPoolRequest
	custom := func(a cognitoidp.SchemaAttributeType) func(*request) {
		return func(r *request) { r.Schema = []cognitoidp.SchemaAttributeType{a} }
	}
	for name, c := range map[string]struct {
		change func(*request)
		want   string
	}{
		"aliases and usernames": {func(r *request) { r.AliasAttributes, r.UsernameAttributes = []string{"email"}, []string{"email"} }, "Only one of the aliasAttributes or usernameAttributes can be set in a user pool."},
		"MFA without a factor":  {func(r *request) { r.MfaConfiguration = awsapi.Ptr("ON") }, "SMS configuration and Auto verification"},
		"MFA perhaps":           {func(r *request) { r.MfaConfiguration = awsapi.Ptr("OPTIONAL") }, "SMS configuration and Auto verification"},
		"two invitation ends": {func(r *request) {
			r.AdminCreateUserConfig = &cognitoidp.AdminCreateUserConfigType{UnusedAccountValidityDays: awsapi.Ptr(int64(3))}
			r.Policies = &cognitoidp.UserPoolPolicyType{PasswordPolicy: &cognitoidp.PasswordPolicyType{TemporaryPasswordValidityDays: awsapi.Ptr(int64(4))}}
		}, "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays"},
		"two functions": {func(r *request) {
			r.LambdaConfig = &cognitoidp.LambdaConfigType{PreTokenGeneration: awsapi.Ptr("arn:a"), PreTokenGenerationConfig: &cognitoidp.PreTokenGenerationVersionConfigType{LambdaArn: awsapi.Ptr("arn:b")}}
		}, "must name the same function"},
		"attribute without type": {custom(cognitoidp.SchemaAttributeType{Name: awsapi.Ptr("x")}), "Invalid AttributeDataType input"},
		"custom and required":    {custom(cognitoidp.SchemaAttributeType{Name: awsapi.Ptr("x"), AttributeDataType: awsapi.Ptr("String"), Required: awsapi.Ptr(true)}), "Required custom attributes are not supported currently."},
		"standard as number":     {custom(cognitoidp.SchemaAttributeType{Name: awsapi.Ptr("email"), AttributeDataType: awsapi.Ptr("Number")}), "standard schema attribute email"},
		"too many tags":          {func(r *request) { r.UserPoolTags = manyTags(51) }, "more than 50 tags"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := &request{PoolName: awsapi.Ptr("pool")}
			c.change(in)
			_, err := s.CreatePool(t.Context(), userpooltest.Home, in)
			if got := told(err); !strings.HasPrefix(got, "InvalidParameterException: ") || !strings.Contains(got, c.want) {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func manyTags(n int) map[string]string {
	tags := map[string]string{}
	for i := range n {
		tags[fmt.Sprint(i)] = ""
	}
	return tags
}

func TestUpdatePoolResets(t *testing.T) {
	t.Parallel()
	s, clock := userpooltest.New(openStore(t))
	made, err := s.CreatePool(t.Context(), userpooltest.Home, &cognitoidp.CreateUserPoolRequest{
		PoolName: awsapi.Ptr("pool"), UsernameAttributes: []string{"email"}, AutoVerifiedAttributes: []string{"email"},
		DeletionProtection: awsapi.Ptr("ACTIVE"), UserPoolTags: map[string]string{"a": "b"},
		Policies: &cognitoidp.UserPoolPolicyType{PasswordPolicy: &cognitoidp.PasswordPolicyType{MinimumLength: awsapi.Ptr(int64(20))}},
	})
	if err != nil {
		t.Fatal(err)
	}
	clock.Advance(1e9)
	if err := s.UpdatePool(t.Context(), userpooltest.Home, &cognitoidp.UpdateUserPoolRequest{UserPoolId: made.Id}); err != nil {
		t.Fatal(err)
	}
	got, err := s.DescribePool(t.Context(), userpooltest.Home, *made.Id)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := s.CreatePool(t.Context(), userpooltest.Home, &cognitoidp.CreateUserPoolRequest{PoolName: awsapi.Ptr("pool"), UsernameAttributes: []string{"email"}})
	if err != nil {
		t.Fatal(err)
	}
	plain.Id, plain.Arn, plain.CreationDate = made.Id, made.Arn, made.CreationDate
	if diff := cmp.Diff(plain, got); diff != "" {
		t.Errorf("an update of nothing is not the default (-default +got):\n%s", diff)
	}
}

// A pool is seen from its own account and region alone.
func TestHome(t *testing.T) {
	t.Parallel()
	s, _ := userpooltest.New(openStore(t))
	pool := userpooltest.Pool(t, s)
	ctx := t.Context()
	for name, home := range map[string]userpool.Home{
		"other region":  {AccountID: userpooltest.Home.AccountID, Region: "us-east-1"},
		"other account": {AccountID: "111111111111", Region: userpooltest.Home.Region},
		"nobody":        {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, describe := s.DescribePool(ctx, home, pool)
			_, client := s.CreateClient(ctx, home, userpooltest.MachineRequest(pool))
			_, groups := s.ListGroups(ctx, home, &cognitoidp.ListGroupsRequest{UserPoolId: &pool})
			for what, err := range map[string]error{
				"describe": describe, "client": client, "groups": groups,
				"delete": s.DeletePool(ctx, home, pool),
				"update": s.UpdatePool(ctx, home, &cognitoidp.UpdateUserPoolRequest{UserPoolId: &pool}),
				"domain": s.CreateDomain(ctx, home, &cognitoidp.CreateUserPoolDomainRequest{UserPoolId: &pool, Domain: awsapi.Ptr("x")}),
			} {
				if want := "ResourceNotFoundException: User pool " + pool + " does not exist."; told(err) != want {
					t.Errorf("%s: %s", what, told(err))
				}
			}
			list, err := s.ListPools(ctx, home, &cognitoidp.ListUserPoolsRequest{MaxResults: awsapi.Ptr(int64(10))})
			if err != nil || len(list.UserPools) != 0 {
				t.Errorf("listed %v, %v", list, err)
			}
		})
	}
	if found, err := s.PoolByID(ctx, pool); err != nil || found.Home() != userpooltest.Home {
		t.Errorf("by id: %+v, %v", found, err)
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	s, _ := userpooltest.New(openStore(t))
	var made, seen []string
	for range 5 {
		made = append(made, userpooltest.Pool(t, s))
	}
	in := &cognitoidp.ListUserPoolsRequest{MaxResults: awsapi.Ptr(int64(2))}
	for pages := 0; ; pages++ {
		out, err := s.ListPools(t.Context(), userpooltest.Home, in)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range out.UserPools {
			seen = append(seen, *p.Id)
		}
		if in.NextToken = out.NextToken; in.NextToken == nil {
			if pages != 2 {
				t.Errorf("%d pages, want 3", pages+1)
			}
			break
		}
	}
	slices.Sort(made)
	slices.Sort(seen)
	if diff := cmp.Diff(made, seen); diff != "" {
		t.Error(diff)
	}
	in.NextToken = awsapi.Ptr("!")
	if _, err := s.ListPools(t.Context(), userpooltest.Home, in); told(err) != "InvalidParameterException: Invalid pagination token." {
		t.Errorf("forged token: %v", err)
	}
}

func TestDeletePool(t *testing.T) {
	t.Parallel()
	s, _ := userpooltest.New(openStore(t))
	ctx, home := t.Context(), userpooltest.Home
	pool, other := userpooltest.Pool(t, s), userpooltest.Pool(t, s)
	client, kept := userpooltest.Machine(t, s, pool, "weather/get"), userpooltest.Machine(t, s, other, "weather/get")
	for _, id := range []string{pool, other} {
		if _, err := s.CreateGroup(ctx, home, &cognitoidp.CreateGroupRequest{UserPoolId: &id, GroupName: awsapi.Ptr("g")}); err != nil {
			t.Fatal(err)
		}
	}
	domain := &cognitoidp.CreateUserPoolDomainRequest{UserPoolId: &pool, Domain: awsapi.Ptr("weather")}
	if err := s.CreateDomain(ctx, home, domain); err != nil {
		t.Fatal(err)
	}
	const hasDomain = "InvalidParameterException: User pool cannot be deleted. It has a domain configured that should be deleted first."
	if err := s.DeletePool(ctx, home, pool); told(err) != hasDomain {
		t.Errorf("with a domain: %v", err)
	}
	if err := s.DeleteDomain(ctx, home, pool, "weather"); err != nil {
		t.Fatal(err)
	}
	protect := &cognitoidp.UpdateUserPoolRequest{UserPoolId: &pool, DeletionProtection: awsapi.Ptr("ACTIVE")}
	if err := s.UpdatePool(ctx, home, protect); err != nil {
		t.Fatal(err)
	}
	if err := s.DeletePool(ctx, home, pool); !strings.Contains(told(err), "deletion protection is activated") {
		t.Errorf("protected: %v", err)
	}
	protect.DeletionProtection = nil
	if err := s.UpdatePool(ctx, home, protect); err != nil {
		t.Fatal(err)
	}
	if err := s.DeletePool(ctx, home, pool); err != nil {
		t.Fatal(err)
	}
	_, noClient := s.Store.Clients.Get(ctx, client.ID)
	_, noKeys := s.Store.Keys.Get(ctx, pool)
	_, noServer := s.Store.Servers.Get(ctx, pool+"/weather")
	_, noGroup := s.Store.Groups.Get(ctx, pool+"/g")
	for what, err := range map[string]error{"client": noClient, "keys": noKeys, "server": noServer, "group": noGroup} {
		if !errors.Is(err, record.ErrNotFound) {
			t.Errorf("%s of the deleted pool: %v", what, err)
		}
	}
	if _, err := s.Client(ctx, other, kept.ID); err != nil {
		t.Errorf("the other pool's client: %v", err)
	}
	if _, err := s.Group(ctx, home, other, "g"); err != nil {
		t.Errorf("the other pool's group: %v", err)
	}
	if err := s.DeletePool(ctx, home, pool); told(err) != "ResourceNotFoundException: User pool "+pool+" does not exist." {
		t.Errorf("twice: %v", err)
	}
}

func TestPoolKeys(t *testing.T) {
	t.Parallel()
	s, _ := userpooltest.New(openStore(t))
	keys, err := s.Store.Keys.Get(t.Context(), userpooltest.Pool(t, s))
	if err != nil {
		t.Fatal(err)
	}
	id, err := keys.ID.Private()
	if err != nil {
		t.Fatal(err)
	}
	access, err := keys.Access.Private()
	if err != nil {
		t.Fatal(err)
	}
	if id.Equal(access) || keys.ID.KID == keys.Access.KID || id.N.BitLen() != 2048 {
		t.Errorf("keys are not two of 2048 bits: %s, %s", keys.ID.KID, keys.Access.KID)
	}
	for name, key := range map[string]userpool.Key{"not base64": {PKCS8: "!"}, "not a key": {PKCS8: "AAAA"}, "nothing": {}} {
		if k, err := key.Private(); err == nil {
			t.Errorf("%s: read as %v", name, k)
		}
	}
}

func TestTagsAndSchemaAndMFA(t *testing.T) {
	t.Parallel()
	s, _ := userpooltest.New(openStore(t))
	ctx, home, pool := t.Context(), userpooltest.Home, userpooltest.Pool(t, s)
	arn := "arn:aws:cognito-idp:eu-west-1:000000000000:userpool/" + pool
	tag := &cognitoidp.TagResourceRequest{ResourceArn: &arn, Tags: map[string]string{"a": "1", "b": "2"}}
	if err := s.Tag(ctx, home, tag); err != nil {
		t.Fatal(err)
	}
	if err := s.Untag(ctx, home, &cognitoidp.UntagResourceRequest{ResourceArn: &arn, TagKeys: []string{"a", "z"}}); err != nil {
		t.Fatal(err)
	}
	tags, err := s.Tags(ctx, home, arn)
	if diff := cmp.Diff(map[string]string{"b": "2"}, tags); diff != "" || err != nil {
		t.Error(diff, err)
	}
	tag.Tags = manyTags(50)
	if err := s.Tag(ctx, home, tag); !strings.Contains(told(err), "more than 50 tags") {
		t.Errorf("51 tags: %v", err)
	}
	for _, wrong := range []string{"", "arn:aws:cognito-idp:eu-west-1:111111111111:userpool/" + pool, arn + "x", "arn:aws:cognito-idp:eu-west-1:000000000000:userpool/"} {
		if _, err := s.Tags(ctx, home, wrong); awsapi.Code(err) != "ResourceNotFoundException" {
			t.Errorf("tags of %q: %v", wrong, err)
		}
	}
	attribute := cognitoidp.SchemaAttributeType{Name: awsapi.Ptr("team"), AttributeDataType: awsapi.Ptr("String")}
	add := &cognitoidp.AddCustomAttributesRequest{UserPoolId: &pool, CustomAttributes: []cognitoidp.SchemaAttributeType{attribute}}
	if err := s.AddCustomAttributes(ctx, home, add); err != nil {
		t.Fatal(err)
	}
	if err := s.AddCustomAttributes(ctx, home, add); !strings.Contains(told(err), "Existing attribute already has name custom:team") {
		t.Errorf("twice: %v", err)
	}
	set := &cognitoidp.SetUserPoolMfaConfigRequest{UserPoolId: &pool, MfaConfiguration: awsapi.Ptr("ON")}
	if _, err := s.SetMFAConfig(ctx, home, set); awsapi.Code(err) != "InvalidParameterException" {
		t.Errorf("MFA without a factor: %v", err)
	}
	set.SoftwareTokenMfaConfiguration = &cognitoidp.SoftwareTokenMfaConfigType{Enabled: awsapi.Ptr(true)}
	if _, err := s.SetMFAConfig(ctx, home, set); err != nil {
		t.Fatal(err)
	}
	got, err := s.MFAConfig(ctx, home, pool)
	want := &cognitoidp.GetUserPoolMfaConfigResponse{MfaConfiguration: awsapi.Ptr("ON"), SoftwareTokenMfaConfiguration: set.SoftwareTokenMfaConfiguration}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
}
