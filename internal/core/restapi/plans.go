package restapi

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/core/record"
)

// PlanState says what stands under the name of an API and a stage. The zero value is none of them: nothing is served.
type PlanState uint8

// The states.
const (
	// PlanBroken is a stage whose deployment does not compile or could not be read: it answers with an error of the
	// gateway, and never with what was there before.
	PlanBroken PlanState = iota
	PlanReady
	PlanUnknownAPI
	PlanUnknownStage
)

// Plans holds the plans of all stages, compiled, in memory. Looking one up takes no lock and no database; a change of a
// stage compiles that stage's plan anew and puts it in the other's place in one step.
//
//	NewPlans: every stage --> table
//	change of a stage or deployment --read, compile--> new table --> swap
type Plans struct {
	store Store
	table atomic.Pointer[planTable]
	mu    sync.Mutex      // one change of the table at a time; readers do not wait
	ctx   context.Context // of reads that no request waits for: a client that hangs up must not break a plan
	stop  []func()
}

// planTable is never changed once it is in its place.
type planTable map[string]map[string]planEntry // API -> stage

type planEntry struct {
	plan  *Plan
	err   error
	retry bool // it was not the deployment's fault
}

// NewPlans compiles what is deployed and follows the changes until Close. The context is that of the reads that changes
// lead to: it carries no request and is not cancelled while the plans are in use.
func NewPlans(ctx context.Context, store Store, changes record.Changes) (*Plans, error) {
	p := &Plans{store: store, ctx: ctx}
	// Watching comes first: what changes while the table is built is built again.
	p.stop = append(p.stop,
		changes.Watch(TableStages, func(key string) { p.changed(key) }),
		changes.Watch(TableDeployments, func(key string) { p.deployment(key) }),
		changes.Watch(TableAPIs, func(key string) { p.api(key) }),
	)
	if err := p.rebuild(ctx); err != nil {
		p.Close()
		return nil, err
	}
	return p, nil
}

// Close stops following. What is in the table stays.
func (p *Plans) Close() {
	for _, stop := range p.stop {
		stop()
	}
}

// Plan is what a stage serves: nil and no error if there is no such API or stage, an error if there is one that cannot be
// served. It answers from memory.
func (p *Plans) Plan(_ context.Context, api, stage string) (*Plan, error) {
	plan, state := p.Lookup(api, stage)
	if state == PlanBroken {
		return nil, p.Why(api, stage)
	}
	return plan, nil
}

// Lookup is Plan for whoever wants to tell an unknown API from an unknown stage. The plan is nil unless the state is
// PlanReady.
func (p *Plans) Lookup(api, stage string) (*Plan, PlanState) {
	stages, ok := (*p.table.Load())[api]
	if !ok {
		return nil, PlanUnknownAPI
	}
	entry, ok := stages[stage]
	switch {
	case !ok:
		return nil, PlanUnknownStage
	case entry.plan == nil:
		return nil, PlanBroken
	}
	return entry.plan, PlanReady
}

// Why says for what reason a stage is PlanBroken; nil otherwise.
func (p *Plans) Why(api, stage string) error { return (*p.table.Load())[api][stage].err }

// Sweep tries again what could not be read.
func (p *Plans) Sweep(context.Context, time.Time) error {
	var failed []error
	for api, stages := range *p.table.Load() {
		for stage, entry := range stages {
			if !entry.retry {
				continue
			}
			p.refresh(api, stage)
			if err := p.Why(api, stage); err != nil {
				failed = append(failed, fmt.Errorf("plan of %s/%s: %w", api, stage, err))
			}
		}
	}
	return errors.Join(failed...)
}

// rebuild reads everything.
func (p *Plans) rebuild(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	apis, err := p.store.APIs.List(ctx, record.Query{})
	if err != nil {
		return fmt.Errorf("list the APIs: %w", err)
	}
	table := planTable{}
	for _, a := range apis {
		stages, err := rows(ctx, p.store.Stages, a.ID())
		if err != nil {
			return fmt.Errorf("list the stages of %s: %w", a.ID(), err)
		}
		table[a.ID()] = map[string]planEntry{}
		for _, s := range stages {
			table[a.ID()][s.Name], _ = p.load(ctx, a.ID(), s.Name)
		}
	}
	p.table.Store(&table)
	return nil
}

// load compiles the plan of a stage; false says that there is no such stage.
func (p *Plans) load(ctx context.Context, api, stage string) (planEntry, bool) {
	src, err := p.source(ctx, api, stage)
	if errors.Is(err, record.ErrNotFound) && src == nil {
		return planEntry{}, false
	}
	if err != nil {
		return planEntry{err: err, retry: !errors.Is(err, record.ErrNotFound)}, true
	}
	plan, err := Compile(*src)
	return planEntry{plan: plan, err: err}, true
}

// source reads what a plan is made of. Without a stage there is no source; a stage without its deployment is a broken one.
func (p *Plans) source(ctx context.Context, api, stage string) (*Source, error) {
	row, err := p.store.Stages.Get(ctx, rowKey(api, stage))
	if err != nil {
		return nil, err
	}
	src := &Source{Stage: &row.Document}
	a, err := p.store.APIs.Get(ctx, api)
	if err != nil {
		return src, err
	}
	src.AccountID, src.Region = a.AccountID, a.Region
	d, err := p.store.Deployments.Get(ctx, rowKey(api, awsapi.Val(row.Document.DeploymentId)))
	if err != nil {
		return src, fmt.Errorf("read the deployment: %w", err)
	}
	src.Snapshot = &d.Document
	return src, nil
}

// refresh reads a stage anew and swaps the table.
func (p *Plans) refresh(api, stage string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	entry, ok := p.load(p.ctx, api, stage)
	p.swap(func(table planTable) {
		stages := maps.Clone(table[api])
		switch {
		case ok && stages == nil:
			stages = map[string]planEntry{stage: entry}
		case ok:
			stages[stage] = entry
		case stages == nil:
			return // the API went with its stages
		default:
			delete(stages, stage)
		}
		table[api] = stages
	})
}

// swap changes a copy of the table and puts it in place. The caller holds the lock.
func (p *Plans) swap(change func(planTable)) {
	table := planTable{}
	if old := p.table.Load(); old != nil {
		table = maps.Clone(*old)
	}
	change(table)
	p.table.Store(&table)
}

// all rebuilds the table after an unknown change. If that fails no plan can be trusted to be the present one.
func (p *Plans) all() {
	err := p.rebuild(p.ctx)
	if err == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.swap(func(table planTable) {
		for api, stages := range table {
			table[api] = map[string]planEntry{}
			for stage := range stages {
				table[api][stage] = planEntry{err: err, retry: true}
			}
		}
	})
}

// changed follows a change of a stage.
func (p *Plans) changed(key string) {
	if key == "" {
		p.all()
		return
	}
	api, stage := splitKey(key)
	p.refresh(api, stage)
}

// deployment follows a change of a deployment: it concerns the stages that point to it.
func (p *Plans) deployment(key string) {
	if key == "" {
		p.all()
		return
	}
	api, id := splitKey(key)
	for stage, entry := range p.stages(api) {
		if entry.plan == nil || entry.plan.DeploymentID == id {
			p.refresh(api, stage)
		}
	}
}

func (p *Plans) stages(api string) map[string]planEntry {
	if table := p.table.Load(); table != nil {
		return (*table)[api]
	}
	return nil
}

// api follows an API that came or went.
func (p *Plans) api(id string) {
	if id == "" {
		p.all()
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	_, err := p.store.APIs.Get(p.ctx, id)
	p.swap(func(table planTable) {
		switch {
		case errors.Is(err, record.ErrNotFound):
			delete(table, id)
		case table[id] == nil:
			table[id] = map[string]planEntry{}
		}
	})
}
