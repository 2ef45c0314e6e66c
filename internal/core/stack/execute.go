package stack

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cloudformation"
	"github.com/sallyport/sallyport/internal/core/record"
)

// ChangeSet finds a change set by its id, or by name and stack.
func (s *Service) ChangeSet(ctx context.Context, nameOrID, stack string) (*ChangeSet, error) {
	missing := cloudformation.ChangeSetNotFoundException(fmt.Sprintf("ChangeSet [%s] does not exist", nameOrID))
	var c *ChangeSet
	var err error
	if strings.HasPrefix(nameOrID, "arn:") {
		r := awsapi.RequestFrom(ctx)
		if !strings.HasPrefix(nameOrID, fmt.Sprintf("arn:aws:cloudformation:%s:%s:changeSet/", r.Region, r.AccountID)) {
			return nil, missing
		}
		c, err = s.Store.ChangeSets.Get(ctx, nameOrID)
	} else {
		if stack == "" {
			return nil, invalid("StackName must be specified if ChangeSetName is not specified as an ARN.")
		}
		st, lost := s.live(ctx, stack)
		if lost != nil {
			return nil, lost
		}
		c, err = s.Store.ChangeSets.Find(ctx, "name", place(st.ID, nameOrID))
	}
	if errors.Is(err, record.ErrNotFound) {
		return nil, missing
	}
	return c, err
}

// ExecuteChangeSet does what a change set proposes.
func (s *Service) ExecuteChangeSet(ctx context.Context, in *cloudformation.ExecuteChangeSetInput) error {
	c, err := s.ChangeSet(ctx, *in.ChangeSetName, awsapi.Val(in.StackName))
	if err != nil {
		return err
	}
	if c.Status != changeSetComplete || c.ExecutionStatus != executionAvailable {
		status := c.Status
		if status == changeSetComplete {
			status = c.ExecutionStatus
		}
		return cloudformation.InvalidChangeSetStatusException(
			fmt.Sprintf("ChangeSet [%s] cannot be executed in its current status of [%s]", c.ID, status))
	}
	if awsapi.Val(in.DisableRollback) && c.Kind == "UPDATE" {
		return invalid("DisableRollback is not supported for updates.")
	}
	change := func(st *Stack) {
		st.ChangeSetID, st.Token = c.ID, awsapi.Val(in.ClientRequestToken)
		if c.RoleARN != "" {
			st.RoleARN = c.RoleARN
		}
	}
	if c.Kind == "UPDATE" {
		return s.beginUpdate(ctx, c.StackID, &c.Revision, change, c)
	}
	return s.executeCreate(ctx, c, func(st *Stack) {
		change(st)
		st.OnFailure, st.DisableRollback = c.OnStackFailure, awsapi.Val(in.DisableRollback)
	})
}

// executeCreate begins the creation of a stack that was in review.
func (s *Service) executeCreate(ctx context.Context, c *ChangeSet, change func(*Stack)) error {
	caller := awsapi.RequestFrom(ctx)
	err := s.Store.Tx.Tx(ctx, func(ctx context.Context) error {
		st, err := s.Store.Stacks.Update(ctx, c.StackID, func(st *Stack) error {
			if st.Status != ReviewInProgress {
				return wrongState(st, "updated")
			}
			st.Status, st.StatusReason, st.Revision = CreateInProgress, userInitiated, c.Revision
			st.Caller, st.Started, st.Lease = caller, s.Now().UTC(), s.lease()
			change(st)
			return nil
		})
		if err != nil {
			return err
		}
		if err := s.taken(ctx, c); err != nil {
			return err
		}
		return s.tell(ctx, st.ID, stackEvent(st))
	})
	if err == nil {
		s.start(c.StackID, (*run).runCreate)
	}
	return err
}

// taken marks a change set as being executed. The others of its stack are void with that.
func (s *Service) taken(ctx context.Context, c *ChangeSet) error {
	if err := s.dropChangeSets(ctx, c.StackID, c.ID); err != nil {
		return err
	}
	_, err := s.Store.ChangeSets.Update(ctx, c.ID, func(c *ChangeSet) error {
		c.ExecutionStatus = executionRunning
		return nil
	})
	return err
}

// executed notes how the change set that a run executes ended.
func (x *run) executed(ctx context.Context, status string) error {
	if x.stack.ChangeSetID == "" {
		return nil
	}
	_, err := x.Store.ChangeSets.Update(context.WithoutCancel(ctx), x.stack.ChangeSetID, func(c *ChangeSet) error {
		if c.ExecutionStatus == executionRunning {
			c.ExecutionStatus = status
		}
		return nil
	})
	if errors.Is(err, record.ErrNotFound) {
		return nil
	}
	return err
}

// DeleteChangeSet deletes a change set that is not being executed.
func (s *Service) DeleteChangeSet(ctx context.Context, nameOrID, stack string) error {
	c, err := s.ChangeSet(ctx, nameOrID, stack)
	if awsapi.Code(err) == "ChangeSetNotFound" {
		return nil
	}
	if err != nil {
		return err
	}
	if c.ExecutionStatus == executionRunning {
		return cloudformation.InvalidChangeSetStatusException(
			fmt.Sprintf("ChangeSet [%s] cannot be deleted in its current status of [%s]", c.ID, c.ExecutionStatus))
	}
	err = s.Store.ChangeSets.Delete(ctx, c.ID)
	if errors.Is(err, record.ErrNotFound) {
		return nil
	}
	return err
}

// dropChangeSets deletes the change sets of a stack but one.
func (s *Service) dropChangeSets(ctx context.Context, stackID, but string) error {
	list, err := s.ChangeSets(ctx, stackID)
	if err != nil {
		return err
	}
	for _, c := range list {
		if c.ID == but {
			continue
		}
		if err := s.Store.ChangeSets.Delete(ctx, c.ID); err != nil && !errors.Is(err, record.ErrNotFound) {
			return err
		}
	}
	return nil
}

// ChangeSets lists the change sets of a stack.
func (s *Service) ChangeSets(ctx context.Context, stackID string) ([]*ChangeSet, error) {
	return s.Store.ChangeSets.List(ctx, record.Query{Index: "stack", Value: stackID})
}
