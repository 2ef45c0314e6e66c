package userpool

import (
	"context"
	"errors"
	"fmt"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/record"
)

// maxGroups is how many groups a user may be in.
const maxGroups = 100

// AddToGroup puts a user into a group. Being in it already is no error.
func (s *Service) AddToGroup(ctx context.Context, home Home, poolID, name, group string) error {
	return s.inPool(ctx, home, poolID, func(ctx context.Context, pool *Pool) error {
		user, err := s.userAndGroup(ctx, pool, name, group)
		if err != nil {
			return err
		}
		of, err := s.Store.Members.List(ctx, record.Query{Prefix: child(user.Key(), ""), Limit: maxGroups})
		if err != nil {
			return fmt.Errorf("groups of a user: %w", err)
		}
		if len(of) == maxGroups {
			return cognitoidp.LimitExceededException("A user cannot be in more than 100 groups.")
		}
		err = s.Store.Members.Insert(ctx, &Membership{PoolID: pool.ID, Sub: user.Sub, Group: group})
		if errors.Is(err, record.ErrExists) {
			return nil
		}
		return failed(err, "insert membership")
	})
}

// RemoveFromGroup takes a user out of a group. Not being in it is no error.
func (s *Service) RemoveFromGroup(ctx context.Context, home Home, poolID, name, group string) error {
	return s.inPool(ctx, home, poolID, func(ctx context.Context, pool *Pool) error {
		user, err := s.userAndGroup(ctx, pool, name, group)
		if err != nil {
			return err
		}
		err = s.Store.Members.Delete(ctx, child(user.Key(), group))
		if errors.Is(err, record.ErrNotFound) {
			return nil
		}
		return failed(err, "delete membership")
	})
}

func (s *Service) userAndGroup(ctx context.Context, pool *Pool, name, group string) (*User, error) {
	user, err := s.FindUser(ctx, pool, name)
	if err != nil {
		return nil, err
	}
	if _, err := s.Store.Groups.Get(ctx, child(pool.ID, group)); err != nil {
		return nil, orElse(err, noGroup(), "load group")
	}
	return user, nil
}

// disband takes everybody out of a group.
func (s *Service) disband(ctx context.Context, poolID, group string) error {
	if s.Store.Members == nil {
		return nil // a store without people
	}
	return empty(ctx, s.Store.Members, MembershipSpec().Key, record.Query{Index: indexGroup, Value: child(poolID, group)})
}

// GroupsOf are the groups of a user, by name.
func (s *Service) GroupsOf(ctx context.Context, u *User) ([]*Group, error) {
	members, err := s.Store.Members.List(ctx, record.Query{Prefix: child(u.Key(), "")})
	if err != nil {
		return nil, fmt.Errorf("groups of a user: %w", err)
	}
	return s.groups(ctx, members)
}

func (s *Service) groups(ctx context.Context, members []*Membership) ([]*Group, error) {
	groups := make([]*Group, 0, len(members))
	for _, m := range members {
		group, err := s.Store.Groups.Get(ctx, child(m.PoolID, m.Group))
		if errors.Is(err, record.ErrNotFound) {
			continue // deleted between the two reads
		}
		if err != nil {
			return nil, fmt.Errorf("load group %s: %w", m.Group, err)
		}
		groups = append(groups, group)
	}
	return groups, nil
}

// GroupsForUser answers AdminListGroupsForUser.
func (s *Service) GroupsForUser(
	ctx context.Context, home Home, in *cognitoidp.AdminListGroupsForUserRequest,
) (*cognitoidp.AdminListGroupsForUserResponse, error) {
	_, user, err := s.PoolUser(ctx, home, awsapi.Val(in.UserPoolId), awsapi.Val(in.Username))
	if err != nil {
		return nil, err
	}
	members, next, err := list(ctx, s.Store.Members, MembershipSpec().Key,
		record.Query{Prefix: child(user.Key(), "")}, paging{in.Limit, 60, in.NextToken})
	if err != nil {
		return nil, err
	}
	groups, err := s.groups(ctx, members)
	if err != nil {
		return nil, err
	}
	out := &cognitoidp.AdminListGroupsForUserResponse{Groups: []cognitoidp.GroupType{}, NextToken: next}
	for _, g := range groups {
		out.Groups = append(out.Groups, g.Settings)
	}
	return out, nil
}

// UsersInGroup answers ListUsersInGroup.
func (s *Service) UsersInGroup(
	ctx context.Context, home Home, in *cognitoidp.ListUsersInGroupRequest,
) (*cognitoidp.ListUsersInGroupResponse, error) {
	poolID, group := awsapi.Val(in.UserPoolId), awsapi.Val(in.GroupName)
	if _, err := s.Group(ctx, home, poolID, group); err != nil {
		return nil, err
	}
	members, next, err := list(ctx, s.Store.Members, MembershipSpec().Key,
		record.Query{Index: indexGroup, Value: child(poolID, group)}, paging{in.Limit, 60, in.NextToken})
	if err != nil {
		return nil, err
	}
	out := &cognitoidp.ListUsersInGroupResponse{Users: []cognitoidp.UserType{}, NextToken: next}
	for _, m := range members {
		user, err := s.UserBySub(ctx, poolID, m.Sub)
		if awsapi.Code(err) == NoUser().Code {
			continue // deleted between the two reads
		}
		if err != nil {
			return nil, err
		}
		out.Users = append(out.Users, *user.Describe(nil))
	}
	return out, nil
}
