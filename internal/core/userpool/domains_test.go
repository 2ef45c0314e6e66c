package userpool_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/core/userpool/userpooltest"
)

func TestDomainPrefixes(t *testing.T) {
	t.Parallel()
	s, _ := userpooltest.New(openStore(t))
	for prefix, want := range map[string]string{
		"weather-events-api-0a1b2c3d4e5f": "", "a": "", "7": "", strings.Repeat("a", 63): "",
		"":                      "Invalid domain prefix",
		strings.Repeat("a", 64): "Invalid domain prefix",
		"-a":                    "Invalid domain prefix", "a-": "Invalid domain prefix", "A": "Invalid domain prefix",
		"a.b": "Invalid domain prefix", "a_b": "Invalid domain prefix", "a\n": "Invalid domain prefix",
		"my-aws-app": "Domain cannot contain reserved word: aws", "amazonia": "Domain cannot contain reserved word: amazon",
		"cognito": "Domain cannot contain reserved word: cognito",
	} {
		t.Run(prefix, func(t *testing.T) {
			t.Parallel()
			pool := userpooltest.Pool(t, s)
			err := s.CreateDomain(t.Context(), userpooltest.Home, &cognitoidp.CreateUserPoolDomainRequest{UserPoolId: &pool, Domain: &prefix})
			if want == "" && err != nil || want != "" && !strings.HasPrefix(told(err), "InvalidParameterException: "+want) {
				t.Errorf("%q: got %v, want %s", prefix, err, want)
			}
		})
	}
}

func TestDomains(t *testing.T) {
	t.Parallel()
	s, _ := userpooltest.New(openStore(t))
	ctx, home := t.Context(), userpooltest.Home
	pool, other := userpooltest.Pool(t, s), userpooltest.Pool(t, s)
	create := func(pool, prefix string) string {
		return told(s.CreateDomain(ctx, home, &cognitoidp.CreateUserPoolDomainRequest{UserPoolId: &pool, Domain: &prefix}))
	}
	if got := create(pool, "weather"); got != "no exception" {
		t.Fatal(got)
	}
	const taken = "InvalidParameterException: Domain already associated with another user pool."
	if got := create(other, "weather"); got != taken {
		t.Errorf("taken: %s", got)
	}
	if got := create(pool, "weather"); got != taken {
		t.Errorf("again: %s", got)
	}
	if got := create(pool, "climate"); got != "InvalidParameterException: User pool already has a domain configured." {
		t.Errorf("second: %s", got)
	}
	custom := &cognitoidp.CreateUserPoolDomainRequest{UserPoolId: &other, Domain: awsapi.Ptr("auth.example.com"), CustomDomainConfig: &cognitoidp.CustomDomainConfigType{CertificateArn: awsapi.Ptr("arn")}}
	if err := s.CreateDomain(ctx, home, custom); !strings.Contains(told(err), "does not serve custom domains") {
		t.Errorf("custom: %v", err)
	}
	domain, err := s.DescribeDomain(ctx, home, "weather")
	if err != nil {
		t.Fatal(err)
	}
	want := &cognitoidp.DomainDescriptionType{
		UserPoolId: &pool, AWSAccountId: &home.AccountID, Domain: awsapi.Ptr("weather"), Status: awsapi.Ptr("ACTIVE"),
		CustomDomainConfig: &cognitoidp.CustomDomainConfigType{},
	}
	if diff := cmp.Diff(want, domain.Describe()); diff != "" {
		t.Error(diff)
	}
	if shown, err := s.DescribePool(ctx, home, pool); err != nil || awsapi.Val(shown.Domain) != "weather" {
		t.Errorf("the pool shows %v, %v", shown.Domain, err)
	}
	for what, home := range map[string]userpool.Home{"region": {AccountID: home.AccountID, Region: "us-east-1"}, "account": {AccountID: "111111111111", Region: home.Region}} {
		if domain, err := s.DescribeDomain(ctx, home, "weather"); domain != nil || err != nil {
			t.Errorf("from another %s: %+v, %v", what, domain, err)
		}
	}
	const none = "InvalidParameterException: No such domain or user pool exists."
	if err := s.DeleteDomain(ctx, home, other, "weather"); told(err) != none {
		t.Errorf("deleted by another pool: %v", err)
	}
	if err := s.DeleteDomain(ctx, home, pool, "weather"); err != nil {
		t.Fatal(err)
	}
	if err := s.DeleteDomain(ctx, home, pool, "weather"); told(err) != none {
		t.Errorf("deleted twice: %v", err)
	}
	if got := create(other, "weather"); got != "no exception" {
		t.Errorf("free again: %s", got)
	}
}

func TestResourceServers(t *testing.T) {
	t.Parallel()
	s, _ := userpooltest.New(openStore(t))
	ctx, home, pool := t.Context(), userpooltest.Home, userpooltest.Pool(t, s)
	scope := func(name string) cognitoidp.ResourceServerScopeType {
		return cognitoidp.ResourceServerScopeType{ScopeName: &name, ScopeDescription: &name}
	}
	id := "https://api.example/v1" // an identifier may be an address, with slashes
	in := &cognitoidp.CreateResourceServerRequest{UserPoolId: &pool, Identifier: &id, Name: awsapi.Ptr("api"), Scopes: []cognitoidp.ResourceServerScopeType{scope("read")}}
	made, err := s.CreateServer(ctx, home, in)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := s.Server(ctx, home, pool, id); err != nil || cmp.Diff(made, got) != "" {
		t.Errorf("got %+v, %v", got, err)
	}
	if _, err := s.CreateServer(ctx, home, in); awsapi.Code(err) != "InvalidParameterException" {
		t.Errorf("again: %v", err)
	}
	client := userpooltest.MachineRequest(pool, id+"/read")
	if _, err := s.CreateClient(ctx, home, client); err != nil {
		t.Errorf("scope of the server: %v", err)
	}
	update := &cognitoidp.UpdateResourceServerRequest{UserPoolId: &pool, Identifier: &id, Name: awsapi.Ptr("API"), Scopes: []cognitoidp.ResourceServerScopeType{scope("write")}}
	if got, err := s.UpdateServer(ctx, home, update); err != nil || *got.Name != "API" || *got.Scopes[0].ScopeName != "write" {
		t.Errorf("updated to %+v, %v", got, err)
	}
	if _, err := s.CreateClient(ctx, home, client); awsapi.Code(err) != "ScopeDoesNotExistException" {
		t.Errorf("scope that is gone: %v", err)
	}
	update.Scopes = []cognitoidp.ResourceServerScopeType{scope("x"), scope("x")}
	if _, err := s.UpdateServer(ctx, home, update); awsapi.Code(err) != "InvalidParameterException" {
		t.Errorf("scope twice: %v", err)
	}
	list, err := s.ListServers(ctx, home, &cognitoidp.ListResourceServersRequest{UserPoolId: &pool})
	if err != nil || len(list.ResourceServers) != 1 || list.NextToken != nil {
		t.Errorf("listed %+v, %v", list, err)
	}
	if err := s.DeleteServer(ctx, home, pool, id); err != nil {
		t.Fatal(err)
	}
	missing := "ResourceNotFoundException: Resource server " + id + " does not exist."
	_, gone := s.Server(ctx, home, pool, id)
	_, gone2 := s.UpdateServer(ctx, home, &cognitoidp.UpdateResourceServerRequest{UserPoolId: &pool, Identifier: &id})
	for _, err := range []error{gone, gone2, s.DeleteServer(ctx, home, pool, id)} {
		if told(err) != missing {
			t.Errorf("after deletion: %v", err)
		}
	}
}

func TestGroups(t *testing.T) {
	t.Parallel()
	s, clock := userpooltest.New(openStore(t))
	ctx, home, pool := t.Context(), userpooltest.Home, userpooltest.Pool(t, s)
	in := &cognitoidp.CreateGroupRequest{UserPoolId: &pool, GroupName: awsapi.Ptr("a/b ñ"), Description: awsapi.Ptr("d"), Precedence: awsapi.Ptr(int64(0))}
	made, err := s.CreateGroup(ctx, home, in)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.CreateGroup(ctx, home, in); told(err) != "GroupExistsException: A group with the name already exists." {
		t.Errorf("again: %v", err)
	}
	clock.Advance(1e9)
	updated, err := s.UpdateGroup(ctx, home, &cognitoidp.UpdateGroupRequest{UserPoolId: &pool, GroupName: in.GroupName, RoleArn: awsapi.Ptr("arn")})
	if err != nil {
		t.Fatal(err)
	}
	want := *made
	want.RoleArn, want.LastModifiedDate = awsapi.Ptr("arn"), awsapi.Ptr(made.LastModifiedDate.Add(1e9))
	got, err := s.Group(ctx, home, pool, *in.GroupName)
	if diff := cmp.Diff(&want, got); diff != "" || err != nil || cmp.Diff(got, updated) != "" {
		t.Error(diff, err)
	}
	if list, err := s.ListGroups(ctx, home, &cognitoidp.ListGroupsRequest{UserPoolId: &pool, Limit: awsapi.Ptr(int64(0))}); err != nil || len(list.Groups) != 1 {
		t.Errorf("listed %+v, %v", list, err)
	}
	if err := s.DeleteGroup(ctx, home, pool, *in.GroupName); err != nil {
		t.Fatal(err)
	}
	_, gone := s.Group(ctx, home, pool, *in.GroupName)
	_, gone2 := s.UpdateGroup(ctx, home, &cognitoidp.UpdateGroupRequest{UserPoolId: &pool, GroupName: in.GroupName})
	for _, err := range []error{gone, gone2, s.DeleteGroup(ctx, home, pool, *in.GroupName)} {
		if told(err) != "ResourceNotFoundException: Group not found." {
			t.Errorf("after deletion: %v", err)
		}
	}
}
