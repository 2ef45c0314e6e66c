package userpool_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/core/userpool/userpooltest"
)

// people is a pool with n users u00, u01, ... of which every third is disabled.
func people(t *testing.T, n int) (*userpool.Service, *userpool.Pool) {
	t.Helper()
	s, _ := userpooltest.New(openStore(t))
	pool, err := s.PoolByID(t.Context(), userpooltest.Pool(t, s))
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		u := &userpool.User{
			PoolID: pool.ID, Sub: fmt.Sprintf("sub-%02d", (i*7)%100), Username: fmt.Sprintf("u%02d", i), Status: userpool.Confirmed,
			Disabled: i%3 == 0, Attributes: userpool.Attributes{{Name: "email", Value: fmt.Sprintf("U%d@x.org", i%4)}},
		}
		u.SetLogins(pool)
		if err := s.AddUser(t.Context(), u); err != nil {
			t.Fatal(err)
		}
	}
	return s, pool
}

func TestListUsers(t *testing.T) {
	t.Parallel()
	s, pool := people(t, 25)
	for _, c := range []struct {
		filter string
		limit  int64
		want   int
	}{
		{"", 10, 25}, {"", 25, 25}, {"", 60, 25}, {"", 0, 25},
		{`status = "Disabled"`, 4, 9}, {`email = "U1@x.org"`, 2, 6}, {`email = "u1@x.org"`, 2, 0}, {`email ^= "U1"`, 5, 6},
		{`username = "u07"`, 1, 1}, {`username ^= "u0"`, 3, 10}, {`sub = "sub-07"`, 5, 1}, {`username = "nobody"`, 5, 0},
	} {
		seen := map[string]bool{}
		var token *string
		for page := 0; ; page++ {
			out, err := s.ListUsers(t.Context(), userpooltest.Home, &cognitoidp.ListUsersRequest{
				UserPoolId: &pool.ID, Filter: &c.filter, Limit: &c.limit, PaginationToken: token,
			})
			if err != nil {
				t.Fatalf("%s: %v", c.filter, err)
			}
			if c.limit > 0 && len(out.Users) > int(c.limit) {
				t.Errorf("%s: a page of %d", c.filter, len(out.Users))
			}
			for _, u := range out.Users {
				if seen[*u.Username] {
					t.Errorf("%s: %s comes twice", c.filter, *u.Username)
				}
				seen[*u.Username] = true
			}
			if token = out.PaginationToken; token == nil || page > 30 {
				break
			}
		}
		if len(seen) != c.want {
			t.Errorf("%s by %d: %d users, want %d", c.filter, c.limit, len(seen), c.want)
		}
	}
}

func TestListUsersShowsWhatIsAsked(t *testing.T) {
	t.Parallel()
	s, pool := people(t, 1)
	list := func(in cognitoidp.ListUsersRequest) (*cognitoidp.ListUsersResponse, error) {
		in.UserPoolId = &pool.ID
		return s.ListUsers(t.Context(), userpooltest.Home, &in)
	}
	out, err := list(cognitoidp.ListUsersRequest{AttributesToGet: []string{"email"}})
	if err != nil || len(out.Users[0].Attributes) != 1 || *out.Users[0].Attributes[0].Value != "U0@x.org" {
		t.Errorf("got %+v, %v", out, err)
	}
	for _, in := range []cognitoidp.ListUsersRequest{
		{AttributesToGet: []string{"shoe"}}, {Filter: awsapi.Ptr("x")}, {PaginationToken: awsapi.Ptr("!")},
	} {
		if _, err := list(in); awsapi.Code(err) != "InvalidParameterException" {
			t.Errorf("%+v: got %v", in, err)
		}
	}
	other := userpool.Home{AccountID: "111111111111", Region: userpooltest.Home.Region}
	if _, err := s.ListUsers(t.Context(), other, &cognitoidp.ListUsersRequest{UserPoolId: &pool.ID}); awsapi.Code(err) != "ResourceNotFoundException" {
		t.Errorf("another account reads the pool: %v", err)
	}
}

func TestGroupMembers(t *testing.T) {
	t.Parallel()
	s, pool := people(t, 3)
	ctx, home := t.Context(), userpooltest.Home
	for _, name := range []string{"a", "a/b"} { // one name is the beginning of the other
		if _, err := s.CreateGroup(ctx, home, &cognitoidp.CreateGroupRequest{UserPoolId: &pool.ID, GroupName: &name}); err != nil {
			t.Fatal(err)
		}
	}
	add := func(user, group, want string) {
		t.Helper()
		if err := s.AddToGroup(ctx, home, pool.ID, user, group); awsapi.Code(err) != want {
			t.Errorf("%s into %s: got %v, want %s", user, group, err, want)
		}
	}
	add("u00", "a", "")
	add("u00", "a", "")
	add("u00", "a/b", "")
	add("u01", "a/b", "")
	add("nobody", "a", "UserNotFoundException")
	add("u00", "nothing", "ResourceNotFoundException")
	check := func(group, want string) {
		t.Helper()
		out, err := s.UsersInGroup(ctx, home, &cognitoidp.ListUsersInGroupRequest{UserPoolId: &pool.ID, GroupName: &group})
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, u := range out.Users {
			names = append(names, *u.Username)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("in %s: %s, want %s", group, got, want)
		}
	}
	check("a", "u00")
	check("a/b", "u00 u01")
	of, err := s.GroupsForUser(ctx, home, &cognitoidp.AdminListGroupsForUserRequest{UserPoolId: &pool.ID, Username: awsapi.Ptr("u00"), Limit: awsapi.Ptr(int64(1))})
	if err != nil || len(of.Groups) != 1 || of.NextToken == nil || *of.Groups[0].GroupName != "a" {
		t.Errorf("got %+v, %v", of, err)
	}
	for range 2 { // the second time there is nothing to do
		if err := s.RemoveFromGroup(ctx, home, pool.ID, "u00", "a"); err != nil {
			t.Fatal(err)
		}
	}
	check("a", "")
	if err := s.AdminDeleteUser(ctx, home, pool.ID, "u01"); err != nil {
		t.Fatal(err)
	}
	check("a/b", "u00")
	if err := s.DeleteGroup(ctx, home, pool.ID, "a/b"); err != nil {
		t.Fatal(err)
	}
	members, err := s.Store.Members.List(ctx, record.Query{})
	if err != nil || len(members) > 0 {
		t.Errorf("%d memberships are left of groups and users that are gone: %v", len(members), err)
	}
}

func TestPoolsGoWithTheirUsers(t *testing.T) {
	t.Parallel()
	s, pool := people(t, 5)
	kept, other := people(t, 1)
	if err := s.DeletePool(t.Context(), userpooltest.Home, pool.ID); err != nil {
		t.Fatal(err)
	}
	users, err := s.Store.Users.List(t.Context(), record.Query{})
	if err != nil || len(users) > 0 {
		t.Errorf("%d users are left: %v", len(users), err)
	}
	if _, err := kept.FindUser(t.Context(), other, "u00"); err != nil {
		t.Error(err)
	}
	orphan := &userpool.User{PoolID: pool.ID, Sub: "s", Username: "s"}
	if err := s.AddUser(t.Context(), orphan); awsapi.Code(err) != "ResourceNotFoundException" {
		t.Errorf("a user of a pool that is gone was stored: %v", err)
	}
}

func TestNamesOfUsers(t *testing.T) {
	t.Parallel()
	s, pool := people(t, 1)
	for _, name := range []string{"u00", "sub-00"} {
		twin := &userpool.User{PoolID: pool.ID, Sub: "another", Username: name}
		twin.SetLogins(pool)
		if err := s.AddUser(t.Context(), twin); !userpool.Taken(err) {
			t.Errorf("%s: got %v", name, err)
		}
		if u, err := s.FindUser(t.Context(), pool, name); err != nil || u.Sub != "sub-00" {
			t.Errorf("%s finds %v, %v", name, u, err)
		}
	}
	if userpool.Taken(nil) || userpool.Taken(errors.New("x")) {
		t.Error("any failure looks like a name that is taken")
	}
}

func TestSecretHashOfTwoSecrets(t *testing.T) {
	t.Parallel()
	c := &userpool.Client{ID: "client", Secrets: []userpool.ClientSecret{{Value: "one"}, {Value: "two"}}}
	for _, secret := range []string{"one", "two"} {
		if err := c.CheckSecretHash("ann", awsapi.Ptr(userpool.SecretHash("ann", "client", secret))); err != nil {
			t.Errorf("%s: %v", secret, err)
		}
	}
	// HMAC-SHA256("one", "annclient"), as any client computes it.
	if got := userpool.SecretHash("ann", "client", "one"); got != "ttNl+NWkGS8R8PALXfNaHEuJbcmZ1gPW4r2+5JMxSFo=" {
		t.Errorf("got %s", got)
	}
}
