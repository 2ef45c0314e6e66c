package stack

import (
	"context"
	"errors"
	"fmt"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cloudformation"
	"github.com/sallyport/sallyport/internal/core/ident"
	"github.com/sallyport/sallyport/internal/core/record"
)

// noChanges is the sentence that clients look for.
const noChanges = "The submitted information didn't contain changes. Submit different information to create a change set."

// CreateChangeSet works out what a create or an update would do and keeps it for ExecuteChangeSet.
func (s *Service) CreateChangeSet(ctx context.Context, in *cloudformation.CreateChangeSetInput) (*ChangeSet, error) {
	err := refuseOptions(in.RollbackConfiguration, nil, nil, in.ResourceTypes)
	if err == nil {
		err = s.checkRole(ctx, in.RoleARN)
	}
	if err == nil {
		err = refuseImport(in)
	}
	if err != nil {
		return nil, err
	}
	st, fresh, err := s.changeSetStack(ctx, in)
	if err != nil {
		return nil, err
	}
	c, err := s.newChangeSet(ctx, st, in)
	if err != nil {
		return nil, err
	}
	if err := s.propose(ctx, st, c); err != nil {
		return nil, err
	}
	return c, s.keep(ctx, st, fresh, c)
}

func refuseImport(in *cloudformation.CreateChangeSetInput) error {
	switch {
	case awsapi.Val(in.ChangeSetType) == "IMPORT" || len(in.ResourcesToImport) > 0 || awsapi.Val(in.ImportExistingResources):
		return invalid("Importing resources is not supported.")
	case awsapi.Val(in.IncludeNestedStacks):
		return invalid("IncludeNestedStacks is not supported.")
	}
	return nil
}

// changeSetStack is the stack a change set is for: one in review, fresh or not, for a creation.
func (s *Service) changeSetStack(ctx context.Context, in *cloudformation.CreateChangeSetInput) (st *Stack, fresh bool, err error) {
	st, err = s.lookUp(ctx, *in.StackName)
	gone := errors.Is(err, record.ErrNotFound) || err == nil && st.Status == DeleteComplete
	creates := awsapi.Val(in.ChangeSetType) == "CREATE"
	switch {
	case err != nil && !gone:
		return nil, false, err
	case gone && !creates:
		return nil, false, invalid("Stack [%s] does not exist", *in.StackName)
	case gone:
		st, err = s.newStack(ctx, *in.StackName, in.RoleARN)
		if err == nil {
			st.Status, st.StatusReason = ReviewInProgress, userInitiated
		}
		return st, true, err
	case creates && st.Status != ReviewInProgress:
		return nil, false, invalid("Stack [%s] already exists and cannot be created again with the changeSet [%s].", st.Name, *in.ChangeSetName)
	case !creates && !st.Status.Updatable():
		return nil, false, wrongState(st, "updated")
	}
	return st, false, nil
}

func (s *Service) newChangeSet(ctx context.Context, st *Stack, in *cloudformation.CreateChangeSetInput) (*ChangeSet, error) {
	uuid, err := ident.UUID(s.Rand)
	if err != nil {
		return nil, err
	}
	c := &ChangeSet{
		ID:   fmt.Sprintf("arn:aws:cloudformation:%s:%s:changeSet/%s/%s", st.Region, st.AccountID, *in.ChangeSetName, uuid),
		Name: *in.ChangeSetName, StackID: st.ID, StackName: st.Name, Kind: "UPDATE", CreatedAt: s.Now().UTC(),
		Status: changeSetComplete, ExecutionStatus: executionAvailable, Description: awsapi.Val(in.Description),
		OnStackFailure: awsapi.Val(in.OnStackFailure), RoleARN: awsapi.Val(in.RoleARN),
	}
	if awsapi.Val(in.ChangeSetType) == "CREATE" {
		c.Kind = "CREATE"
	}
	rev, err := s.nextRevision(ctx, st, wanted{
		in.TemplateBody, in.TemplateURL, in.UsePreviousTemplate, in.Parameters, in.Tags, in.Capabilities, in.NotificationARNs,
	})
	if err == nil {
		c.Revision = *rev
	}
	return c, err
}

// propose works out the changes. Nothing to change is a change set that failed, not an error.
func (s *Service) propose(ctx context.Context, st *Stack, c *ChangeSet) error {
	changes, err := s.checkUpdate(ctx, st, &c.Revision, true)
	if err != nil {
		return err
	}
	if changes == nil {
		c.Status, c.StatusReason, c.ExecutionStatus = changeSetFailed, noChanges, executionUnavailable
	}
	c.Changes = shownChanges(changes)
	return nil
}

// keep writes a change set and, for a creation, the stack it is for.
func (s *Service) keep(ctx context.Context, st *Stack, fresh bool, c *ChangeSet) error {
	err := s.Store.Tx.Tx(ctx, func(ctx context.Context) error {
		if fresh {
			if err := s.Store.Stacks.Insert(ctx, st); err != nil {
				return err
			}
			if err := s.tell(ctx, st.ID, stackEvent(st)); err != nil {
				return err
			}
		}
		return s.Store.ChangeSets.Insert(ctx, c)
	})
	if errors.Is(err, record.ErrExists) {
		return cloudformation.AlreadyExistsException(fmt.Sprintf("ChangeSet %s already exists", c.Name))
	}
	return err
}
