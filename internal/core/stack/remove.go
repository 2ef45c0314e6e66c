package stack

import (
	"context"
	"errors"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cloudformation"
	"github.com/sallyport/sallyport/internal/core/record"
)

// Delete lets a stack be deleted in the background. One that is not there is deleted already. One that is being created
// stops and is deleted then.
func (s *Service) Delete(ctx context.Context, in *cloudformation.DeleteStackInput) error {
	st, err := s.lookUp(ctx, *in.StackName)
	if errors.Is(err, record.ErrNotFound) || err == nil && st.Status == DeleteComplete {
		return nil
	}
	if err == nil {
		err = s.mayDelete(ctx, st, in)
	}
	if err != nil || st.Status == DeleteInProgress {
		return err
	}
	if st.Status == CreateInProgress {
		return s.stopAndDelete(ctx, st.ID)
	}
	return s.beginDelete(ctx, st, in)
}

func (s *Service) mayDelete(ctx context.Context, st *Stack, in *cloudformation.DeleteStackInput) error {
	switch {
	case st.Protected:
		return invalid("Stack [%s] cannot be deleted while TerminationProtection is enabled", st.Name)
	case st.Status.InProgress() && st.Status != CreateInProgress && st.Status != DeleteInProgress:
		return wrongState(st, "deleted")
	case len(in.RetainResources) > 0 && st.Status != DeleteFailed:
		return invalid("Invalid operation on stack [%s]. Resources to retain may only be given for stacks in DELETE_FAILED state", st.ID)
	case awsapi.Val(in.DeletionMode) == "FORCE_DELETE_STACK":
		return invalid("DeletionMode FORCE_DELETE_STACK is not supported.")
	}
	return s.checkRole(ctx, in.RoleARN)
}

// stopAndDelete tells a running creation to end in deletion.
func (s *Service) stopAndDelete(ctx context.Context, id string) error {
	_, err := s.Store.Stacks.Update(ctx, id, func(st *Stack) error {
		if st.Status != CreateInProgress {
			return wrongState(st, "deleted")
		}
		st.Cancelled, st.OnFailure = true, "DELETE"
		return nil
	})
	return err
}

func (s *Service) beginDelete(ctx context.Context, st *Stack, in *cloudformation.DeleteStackInput) error {
	caller, before := awsapi.RequestFrom(ctx), st.Status
	err := s.Store.Tx.Tx(ctx, func(ctx context.Context) error {
		if err := s.retain(ctx, st.ID, in.RetainResources); err != nil {
			return err
		}
		st, err := s.Store.Stacks.Update(ctx, st.ID, func(st *Stack) error {
			if st.Status != before || st.Protected {
				return wrongState(st, "deleted")
			}
			st.Status, st.StatusReason, st.Token = DeleteInProgress, userInitiated, awsapi.Val(in.ClientRequestToken)
			st.Caller, st.Cancelled, st.Started = caller, false, s.Now().UTC()
			st.Lease = s.lease()
			if in.RoleARN != nil {
				st.RoleARN = *in.RoleARN
			}
			return nil
		})
		if err != nil {
			return err
		}
		return s.tell(ctx, st.ID, stackEvent(st))
	})
	if err == nil {
		s.start(st.ID, (*run).runDelete)
	}
	return err
}

// retain marks resources to be left behind.
func (s *Service) retain(ctx context.Context, stackID string, ids []string) error {
	for _, id := range ids {
		_, err := s.Store.Resources.Update(ctx, resourceKey(stackID, id), func(r *Resource) error {
			r.DeletionPolicy = "Retain"
			return nil
		})
		if errors.Is(err, record.ErrNotFound) {
			return invalid("The specified resources to retain do not belong to stack: %s", bracketed([]string{id}))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// CancelUpdate lets a running update stop before its next step and roll back.
func (s *Service) CancelUpdate(ctx context.Context, nameOrID string) error {
	st, err := s.live(ctx, nameOrID)
	if err != nil {
		return err
	}
	_, err = s.Store.Stacks.Update(ctx, st.ID, func(st *Stack) error {
		if st.Status != UpdateInProgress {
			return invalid("CancelUpdateStack cannot be called from current stack status")
		}
		st.Cancelled = true
		return nil
	})
	return err
}

// ContinueUpdateRollback tries a failed rollback of an update again.
func (s *Service) ContinueUpdateRollback(ctx context.Context, in *cloudformation.ContinueUpdateRollbackInput) error {
	if len(in.ResourcesToSkip) > 0 {
		return invalid("ResourcesToSkip is not supported.")
	}
	if err := s.checkRole(ctx, in.RoleARN); err != nil {
		return err
	}
	st, err := s.live(ctx, *in.StackName)
	if err != nil {
		return err
	}
	if st.Status != UpdateRollbackFailed {
		return wrongState(st, "continued rolling back")
	}
	caller := awsapi.RequestFrom(ctx)
	_, err = s.enter(ctx, st.ID, UpdateRollback, userInitiated, func(st *Stack) error {
		st.Caller, st.Lease = caller, s.lease()
		return nil
	})
	if err == nil {
		s.start(st.ID, (*run).restore)
	}
	return err
}

// Protect sets the termination protection.
func (s *Service) Protect(ctx context.Context, nameOrID string, on bool) (*Stack, error) {
	st, err := s.live(ctx, nameOrID)
	if err != nil {
		return nil, err
	}
	return s.Store.Stacks.Update(ctx, st.ID, func(st *Stack) error {
		st.Protected = on
		return nil
	})
}
