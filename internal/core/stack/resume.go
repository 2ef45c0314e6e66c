package stack

import (
	"context"
	"errors"
	"fmt"

	"github.com/sallyport/sallyport/internal/core/record"
)

// interrupted is why an operation that the end of the program cut off is rolled back.
const interrupted = "The operation was interrupted."

// Resume takes up what an earlier run of the program left unfinished: creations and updates are rolled back, rollbacks,
// cleanups and deletions go on. It is called once, at start, before operations are accepted, by a program that has the data
// alone; those that share them call Adopt.
func (s *Service) Resume(ctx context.Context) error {
	list, err := s.running(ctx)
	if err != nil {
		return err
	}
	var failed []error
	for _, st := range list {
		if err := s.perform(ctx, st.ID, (*run).resume); err != nil {
			failed = append(failed, fmt.Errorf("resume stack %s: %w", st.ID, err))
		}
	}
	return errors.Join(failed...)
}

func (s *Service) running(ctx context.Context) ([]*Stack, error) {
	list, err := s.Store.Stacks.List(ctx, record.Query{Index: "running", Value: "1"})
	if err != nil {
		return nil, fmt.Errorf("find unfinished stacks: %w", err)
	}
	return list, nil
}

func (x *run) resume(ctx context.Context) error {
	switch x.stack.Status {
	case CreateInProgress:
		return x.giveUp(ctx, interrupted)
	case RollbackInProgress:
		return x.rollBackCreate(ctx)
	case UpdateInProgress:
		return x.rollBackUpdate(ctx, interrupted)
	case UpdateRollback:
		return x.restore(ctx)
	case UpdateCleanup:
		return x.cleanUp(ctx, UpdateComplete, executionComplete)
	case UpdateRollbackCleanup:
		return x.cleanUp(ctx, UpdateRollbackComplete, executionFailed)
	case DeleteInProgress:
		return x.runDelete(ctx)
	}
	return fmt.Errorf("nothing is known of going on from %s", x.stack.Status)
}
