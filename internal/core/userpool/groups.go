package userpool

import (
	"context"
	"errors"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/record"
)

func noGroup() *awsapi.Exception { return cognitoidp.ResourceNotFoundException("Group not found.") }

// CreateGroup makes a group.
func (s *Service) CreateGroup(ctx context.Context, home Home, in *cognitoidp.CreateGroupRequest) (*cognitoidp.GroupType, error) {
	group := &Group{PoolID: awsapi.Val(in.UserPoolId), Name: awsapi.Val(in.GroupName)}
	group.Settings = cognitoidp.GroupType{
		GroupName: in.GroupName, UserPoolId: in.UserPoolId, Description: in.Description, RoleArn: in.RoleArn,
		Precedence: in.Precedence, CreationDate: s.now(), LastModifiedDate: s.now(),
	}
	err := s.inPool(ctx, home, group.PoolID, func(ctx context.Context, _ *Pool) error {
		err := s.Store.Groups.Insert(ctx, group)
		if errors.Is(err, record.ErrExists) {
			return cognitoidp.GroupExistsException("A group with the name already exists.")
		}
		return failed(err, "insert group")
	})
	if err != nil {
		return nil, err
	}
	return &group.Settings, nil
}

// Group answers GetGroup.
func (s *Service) Group(ctx context.Context, home Home, poolID, name string) (*cognitoidp.GroupType, error) {
	if _, err := s.Pool(ctx, home, poolID); err != nil {
		return nil, err
	}
	group, err := s.Store.Groups.Get(ctx, child(poolID, name))
	if err != nil {
		return nil, orElse(err, noGroup(), "load group")
	}
	return &group.Settings, nil
}

// UpdateGroup changes what the request names of a group; a group keeps what it leaves out.
func (s *Service) UpdateGroup(ctx context.Context, home Home, in *cognitoidp.UpdateGroupRequest) (*cognitoidp.GroupType, error) {
	var out *cognitoidp.GroupType
	poolID := awsapi.Val(in.UserPoolId)
	err := s.inPool(ctx, home, poolID, func(ctx context.Context, _ *Pool) error {
		group, err := s.Store.Groups.Update(ctx, child(poolID, awsapi.Val(in.GroupName)), func(g *Group) error {
			to := &g.Settings
			to.Description, to.RoleArn = first(in.Description, to.Description), first(in.RoleArn, to.RoleArn)
			to.Precedence, to.LastModifiedDate = first(in.Precedence, to.Precedence), s.now()
			return nil
		})
		if err != nil {
			return orElse(err, noGroup(), "update group")
		}
		out = &group.Settings
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// DeleteGroup deletes a group; its members stay users.
func (s *Service) DeleteGroup(ctx context.Context, home Home, poolID, name string) error {
	return s.inPool(ctx, home, poolID, func(ctx context.Context, _ *Pool) error {
		if err := s.disband(ctx, poolID, name); err != nil {
			return err
		}
		return orElse(s.Store.Groups.Delete(ctx, child(poolID, name)), noGroup(), "delete group")
	})
}

// ListGroups answers ListGroups.
func (s *Service) ListGroups(
	ctx context.Context, home Home, in *cognitoidp.ListGroupsRequest,
) (*cognitoidp.ListGroupsResponse, error) {
	poolID := awsapi.Val(in.UserPoolId)
	if _, err := s.Pool(ctx, home, poolID); err != nil {
		return nil, err
	}
	groups, next, err := list(ctx, s.Store.Groups, GroupSpec().Key,
		record.Query{Prefix: child(poolID, "")}, paging{in.Limit, 60, in.NextToken})
	if err != nil {
		return nil, err
	}
	out := &cognitoidp.ListGroupsResponse{Groups: []cognitoidp.GroupType{}, NextToken: next}
	for _, g := range groups {
		out.Groups = append(out.Groups, g.Settings)
	}
	return out, nil
}
