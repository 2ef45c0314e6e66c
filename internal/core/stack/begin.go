package stack

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cloudformation"
	"github.com/sallyport/sallyport/internal/core/ident"
	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/core/stack/template"
)

// Create checks a template, answers with a stack that is being created, and makes its resources in the background.
func (s *Service) Create(ctx context.Context, in *cloudformation.CreateStackInput) (*Stack, error) {
	if err := refuseOptions(in.RollbackConfiguration, in.StackPolicyBody, in.StackPolicyURL, in.ResourceTypes); err != nil {
		return nil, err
	}
	if in.OnFailure != nil && in.DisableRollback != nil {
		return nil, invalid("You may specify either OnFailure or DisableRollback, but not both.")
	}
	if err := s.nameIsFree(ctx, *in.StackName); err != nil {
		return nil, err
	}
	st, err := s.newStack(ctx, *in.StackName, in.RoleARN)
	if err != nil {
		return nil, err
	}
	source, err := s.source(ctx, in.TemplateBody, in.TemplateURL)
	if err != nil {
		return nil, err
	}
	st.Revision = Revision{Template: source, Tags: tagsOf(in.Tags), Capabilities: in.Capabilities, NotificationARNs: in.NotificationARNs}
	if st.Parameters, err = givenParameters(in.Parameters, nil, false); err != nil {
		return nil, err
	}
	st.Status, st.StatusReason, st.Token = CreateInProgress, userInitiated, awsapi.Val(in.ClientRequestToken)
	st.OnFailure, st.DisableRollback = awsapi.Val(in.OnFailure), awsapi.Val(in.DisableRollback)
	st.TimeoutMinutes, st.Protected = awsapi.Val(in.TimeoutInMinutes), awsapi.Val(in.EnableTerminationProtection)
	if err := s.checkNew(ctx, st); err != nil {
		return nil, err
	}
	if err := s.insert(ctx, st); err != nil {
		return nil, err
	}
	s.start(st.ID, (*run).runCreate)
	return st, nil
}

// checkNew checks the revision of a stack that has nothing yet.
func (s *Service) checkNew(ctx context.Context, st *Stack) error {
	p, err := s.plan(ctx, st, &st.Revision)
	if err != nil {
		return refusal(err)
	}
	return acknowledged(p.template, st.Capabilities, false)
}

func (s *Service) nameIsFree(ctx context.Context, name string) error {
	_, err := s.Store.Stacks.Find(ctx, "name", place(region(ctx), name))
	switch {
	case errors.Is(err, record.ErrNotFound):
		return nil
	case err != nil:
		return err
	}
	return cloudformation.AlreadyExistsException(fmt.Sprintf("Stack [%s] already exists", name))
}

// newStack draws the id of a stack.
func (s *Service) newStack(ctx context.Context, name string, role *string) (*Stack, error) {
	if err := checkName(name); err != nil {
		return nil, err
	}
	if err := s.checkRole(ctx, role); err != nil {
		return nil, err
	}
	r, now := awsapi.RequestFrom(ctx), s.Now().UTC()
	uuid, err := ident.TimeUUID(s.Rand, now)
	if err != nil {
		return nil, err
	}
	return &Stack{
		ID:   fmt.Sprintf("arn:aws:cloudformation:%s:%s:stack/%s/%s", r.Region, r.AccountID, name, uuid),
		Name: name, AccountID: r.AccountID, Region: r.Region, CreatedAt: now, Started: now,
		Caller: r, RoleARN: awsapi.Val(role), Lease: s.lease(),
	}, nil
}

func (s *Service) insert(ctx context.Context, st *Stack) error {
	err := s.Store.Tx.Tx(ctx, func(ctx context.Context) error {
		if err := s.Store.Stacks.Insert(ctx, st); err != nil {
			return err
		}
		return s.tell(ctx, st.ID, stackEvent(st))
	})
	if errors.Is(err, record.ErrExists) {
		return cloudformation.AlreadyExistsException(fmt.Sprintf("Stack [%s] already exists", st.Name))
	}
	return err
}

// Update checks a template against what a stack has and turns the stack into it in the background.
func (s *Service) Update(ctx context.Context, in *cloudformation.UpdateStackInput) (*Stack, error) {
	err := refuseOptions(in.RollbackConfiguration, in.StackPolicyBody, in.StackPolicyURL, in.ResourceTypes,
		in.StackPolicyDuringUpdateBody, in.StackPolicyDuringUpdateURL)
	if err != nil {
		return nil, err
	}
	if awsapi.Val(in.DisableRollback) {
		return nil, invalid("DisableRollback is not supported for updates.")
	}
	if err := s.checkRole(ctx, in.RoleARN); err != nil {
		return nil, err
	}
	st, err := s.Get(ctx, *in.StackName)
	if err == nil && st.Status == DeleteComplete {
		err = notThere(*in.StackName)
	}
	if err != nil {
		return nil, err
	}
	if !st.Status.Updatable() {
		return nil, wrongState(st, "updated")
	}
	next, err := s.nextRevision(ctx, st, updateWanted(in))
	if err != nil {
		return nil, err
	}
	changes, err := s.checkUpdate(ctx, st, next, false)
	if err != nil {
		return nil, err
	}
	if changes == nil {
		return nil, invalid("No updates are to be performed.")
	}
	return st, s.beginUpdate(ctx, st.ID, next, func(st *Stack) {
		st.Token, st.ChangeSetID = awsapi.Val(in.ClientRequestToken), ""
		if in.RoleARN != nil {
			st.RoleARN = *in.RoleARN
		}
	}, nil)
}

// beginUpdate puts the stack into UPDATE_IN_PROGRESS unless another operation was quicker. The update may be what a change
// set proposed.
func (s *Service) beginUpdate(ctx context.Context, id string, next *Revision, change func(*Stack), proposed *ChangeSet) error {
	caller := awsapi.RequestFrom(ctx)
	err := s.Store.Tx.Tx(ctx, func(ctx context.Context) error {
		st, err := s.Store.Stacks.Update(ctx, id, func(st *Stack) error {
			if !st.Status.Updatable() {
				return wrongState(st, "updated")
			}
			st.Status, st.StatusReason, st.Next = UpdateInProgress, userInitiated, next
			st.Caller, st.Started, st.Cancelled, st.TimeoutMinutes = caller, s.Now().UTC(), false, 0
			st.Lease = s.lease()
			change(st)
			return nil
		})
		switch {
		case err == nil && proposed != nil:
			err = s.taken(ctx, proposed)
		case err == nil: // what was proposed was proposed to another stack than this becomes
			err = s.dropChangeSets(ctx, id, "")
		}
		if err != nil {
			return err
		}
		return s.tell(ctx, id, stackEvent(st))
	})
	if err == nil {
		s.start(id, (*run).runUpdate)
	}
	return err
}

// checkUpdate checks a revision against what a stack has. The changes are nil where there is nothing to update, and not
// nil, though maybe empty, where only outputs or tags differ.
func (s *Service) checkUpdate(ctx context.Context, st *Stack, next *Revision, viaChangeSet bool) ([]change, error) {
	p, err := s.plan(ctx, st, next)
	if err != nil {
		return nil, refusal(err)
	}
	if err := acknowledged(p.template, next.Capabilities, viaChangeSet); err != nil {
		return nil, err
	}
	rows, err := s.rows(ctx, st.ID)
	if err != nil {
		return nil, err
	}
	if err := p.checkTypeChanges(rows); err != nil {
		return nil, err
	}
	changes, err := p.diff(rows)
	if err != nil {
		return nil, refusal(err)
	}
	if len(changes) == 0 && p.sameOutputs(st.Outputs) && slices.Equal(next.Tags, st.Tags) {
		return nil, nil
	}
	return append([]change{}, changes...), nil
}

// sameOutputs compares outputs when every resource stays what it is.
func (p *plan) sameOutputs(before []Output) bool {
	values, err := p.eval.Outputs()
	if err != nil || len(values) != len(before) {
		return false
	}
	for i, v := range values {
		if before[i] != (Output{v.Name, v.Value, v.Description, v.ExportName}) {
			return false
		}
	}
	return true
}

// acknowledged refuses a template that may do more than its sender said to know.
func acknowledged(t *template.Template, given []string, viaChangeSet bool) error {
	var missing []string
	for _, c := range t.Summary().Capabilities {
		ok := slices.Contains(given, c) ||
			c == template.CapabilityIAM && slices.Contains(given, template.CapabilityNamedIAM) ||
			c == template.CapabilityAutoExpand && (viaChangeSet || onlyExtensions(t))
		if !ok {
			missing = append(missing, c)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return cloudformation.InsufficientCapabilitiesException("Requires capabilities : " + bracketed(missing))
}

// onlyExtensions reports a template without transforms that make other resources than it shows.
func onlyExtensions(t *template.Template) bool {
	return !slices.ContainsFunc(t.Transforms, func(d template.Transform) bool {
		return d.Name != template.TransformLanguageExtensions
	})
}
