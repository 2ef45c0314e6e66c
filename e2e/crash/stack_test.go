package crash

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"
)

// phase is what a stack was last asked for.
type phase int

const (
	none phase = iota
	creating
	standing // nothing runs; status was seen
	updating
	deleting
)

// plan is the one stack that a worker is at.
type plan struct {
	name, id  string
	kind      string
	phase     phase
	acked     bool // the last request was answered
	fails     bool // what runs must end in a rollback
	cancelled bool // deletion was asked for, maybe, while it was created
	version   int  // as deployed
	next      int  // as asked for
	status    string
}

// stackWorker creates, updates and deletes stacks of small templates, some of which fail.
type stackWorker struct {
	*diary
	fixture *fixture
	plan    *plan
	over    []string // ids of deleted stacks whose history nobody has checked
}

func (w *stackWorker) pages() *diary { return w.diary }

func (w *stackWorker) step() {
	switch p := w.plan; {
	case p == nil:
		w.begin()
	case p.phase == standing && strings.Contains(p.status, "ROLLBACK_COMPLETE") && !strings.HasPrefix(p.status, "UPDATE"):
		w.delete()
	case p.phase == standing && w.dice.IntN(5) < 3:
		w.update()
	case p.phase == standing:
		w.delete()
	case p.phase == creating && !p.cancelled && w.dice.IntN(40) == 0:
		w.cancel()
	default:
		w.look()
	}
}

func (w *stackWorker) begin() {
	p := &plan{name: w.draw(), kind: pick(w.diary, slices.Sorted(maps.Keys(kinds))), phase: creating, next: 1, fails: w.dice.IntN(4) == 0}
	w.plan = p
	var out struct {
		ID string `xml:"StackId"`
	}
	if w.acknowledged("create-stack "+p.name, w.send("CreateStack", &out)) {
		p.acked, p.id = true, out.ID
	}
}

// send asks for the next version.
func (w *stackWorker) send(action string, out any) error {
	p := w.plan
	text, err := template(kinds[p.kind], p.name, p.next, p.fails, w.fixture)
	if err != nil {
		return err
	}
	return w.cloud.stacks(action, url.Values{"StackName": {p.name}, "TemplateBody": {text}}, out)
}

func (w *stackWorker) update() {
	p := w.plan
	p.phase, p.acked, p.next, p.fails = updating, false, max(p.next, p.version)+1, w.dice.IntN(3) == 0
	p.acked = w.acknowledged("update-stack "+p.name, w.send("UpdateStack", nil))
}

func (w *stackWorker) delete() {
	p := w.plan
	p.phase, p.acked = deleting, false
	p.acked = w.acknowledged("delete-stack "+p.name, w.cloud.stacks("DeleteStack", url.Values{"StackName": {p.id}}, nil))
}

// cancel deletes a stack while it is created, unless the creation is over by now.
func (w *stackWorker) cancel() {
	w.plan.cancelled = true
	err := w.cloud.stacks("DeleteStack", url.Values{"StackName": {w.plan.id}}, nil)
	if e := refusal(err); e != nil && strings.Contains(e.Message, "can not be deleted") {
		w.plan.cancelled = false // it came too late
		return
	}
	if w.acknowledged("cancel-stack "+w.plan.name, err) {
		w.plan.phase, w.plan.acked = deleting, true
	}
}

// look asks how far the stack is.
func (w *stackWorker) look() {
	st, err := w.cloud.stack(w.plan.id)
	switch {
	case !w.acknowledged("look "+w.plan.name, err):
	case st == nil:
		w.complain("stack %s is not there", w.plan.name)
	case st.running():
		time.Sleep(2 * time.Millisecond)
	default:
		w.arrive(st, false)
	}
}

func (d *diary) complain(format string, args ...any) {
	d.wrong, d.down = append(d.wrong, fmt.Sprintf(format, args...)), true
}

// arrive notes how an operation ended.
func (w *stackWorker) arrive(st *stackState, killed bool) {
	p := w.plan
	version := versionOf(st.Description)
	if !p.mayBe(st.Status, version, killed) {
		w.complain("stack %s (%s) is %s with version %d; it was %+v, killed meanwhile: %v", p.name, p.kind, st.Status, version, *p, killed)
	}
	w.done[st.Status]++
	p.phase, p.status, p.version, p.cancelled = standing, st.Status, version, false
	if st.Status == "DELETE_COMPLETE" {
		w.over = append(w.over, p.id)
		w.plan = nil
	}
}

// mayBe says whether an operation may end so. One that nobody answered may not have begun.
func (p *plan) mayBe(status string, version int, killed bool) bool {
	before := !p.acked && status == p.status && version == p.version
	switch p.phase {
	case creating:
		return status == "CREATE_COMPLETE" && !p.fails || status == "ROLLBACK_COMPLETE" && (p.fails || killed) ||
			status == "DELETE_COMPLETE" && p.cancelled
	case updating:
		return status == "UPDATE_COMPLETE" && !p.fails && version == p.next || before ||
			status == "UPDATE_ROLLBACK_COMPLETE" && (p.fails || killed) && version == p.version
	case deleting:
		return status == "DELETE_COMPLETE" || before
	}
	return status == p.status && version == p.version
}

// settle sees after a restart what became of the stack.
func (w *stackWorker) settle() {
	p := w.plan
	if p == nil {
		return
	}
	nameOrID := p.id
	if nameOrID == "" {
		nameOrID = p.name
	}
	st, err := w.cloud.ended(nameOrID)
	switch {
	case err != nil:
		w.complain("after the restart: %v", err)
	case st == nil && p.phase == creating && !p.acked:
		w.plan = nil
	case st == nil:
		w.complain("stack %s is lost: %+v", p.name, *p)
	default:
		p.id = st.ID
		w.arrive(st, true)
	}
}

// made is what the stack has, by the last it said of itself.
func (w *stackWorker) made() map[string]string {
	if w.plan == nil || w.plan.status == "ROLLBACK_COMPLETE" || w.plan.status == "" {
		return nil
	}
	return kinds[w.plan.kind](w.plan.name, w.plan.version, w.fixture).makes
}

// stackState is what DescribeStacks says of a stack.
type stackState struct {
	ID          string `xml:"StackId"`
	Status      string `xml:"StackStatus"`
	Description string
}

func (s *stackState) running() bool { return strings.HasSuffix(s.Status, "_IN_PROGRESS") }

// stack reads a stack; nil if there is none.
func (c *cloud) stack(nameOrID string) (*stackState, error) {
	var out struct {
		Stacks []stackState `xml:"Stacks>member"`
	}
	err := c.stacks("DescribeStacks", url.Values{"StackName": {nameOrID}}, &out)
	if e := refusal(err); e != nil && strings.Contains(e.Message, "does not exist") {
		return nil, nil
	}
	if err != nil || len(out.Stacks) == 0 {
		return nil, err
	}
	return &out.Stacks[0], nil
}

// ended waits until nothing runs on a stack.
func (c *cloud) ended(nameOrID string) (*stackState, error) {
	for end := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		st, err := c.stack(nameOrID)
		if err != nil || st == nil || !st.running() {
			return st, err
		}
		if time.Now().After(end) {
			return nil, fmt.Errorf("stack %s stays %s", nameOrID, st.Status)
		}
	}
}
