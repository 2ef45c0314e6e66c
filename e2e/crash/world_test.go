package crash

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// world is one data folder and everybody who works on it.
type world struct {
	t        *testing.T
	data     string
	dice     *rand.Rand
	server   *server
	fixtures []*fixture
	base     *diary // what the fixtures are made of
	workers  []worker
	life     int
	kills    int
	young    int
	enough   atomic.Bool // of the load
}

func newWorld(t *testing.T, data string) *world {
	t.Helper()
	seed := uint64(number(t, "SALLYPORT_SEED", int(time.Now().UnixNano()&0xffffff)))
	t.Logf("SALLYPORT_SEED=%d", seed)
	w := &world{t: t, data: data, dice: rand.New(rand.NewPCG(seed, 0))}
	dice := func() *rand.Rand { return rand.New(rand.NewPCG(seed, w.dice.Uint64())) }
	w.base = newDiary("fixture", dice())
	for i := range 3 {
		w.fixtures = append(w.fixtures, &fixture{})
		w.workers = append(w.workers, &stackWorker{diary: newDiary(fmt.Sprintf("s%d", i), dice()), fixture: w.fixtures[i]})
	}
	w.workers = append(w.workers, poolWorker{newDiary("p0", dice())}, poolWorker{newDiary("p1", dice())}, apiWorker{newDiary("a0", dice())},
		&reader{newDiary("r0", dice()), w})
	return w
}

// begin starts the first server and makes the fixtures.
func (w *world) begin() {
	w.t.Helper()
	w.dieStarting() // the very first start may be cut off too
	w.start()
	for _, f := range w.fixtures {
		w.furnish(f)
	}
	if len(w.base.wrong) > 0 {
		w.t.Fatal(w.base.wrong)
	}
	w.compare()
}

// furnish makes a pool with a client that gets tokens, and an API that is served.
func (w *world) furnish(f *fixture) {
	pools, apis := poolWorker{w.base}, apiWorker{w.base}
	pools.makePool()
	name := fmt.Sprintf("fixture-%d", w.base.drawn)
	p := w.base.things["pool/"+name]
	pools.makeServer(p, "base")
	pools.makeClient(p)
	pools.domain(p)
	apis.define()
	a := w.base.things[fmt.Sprintf("api/fixture-%d", w.base.drawn)]
	apis.deploy(a)
	d := w.base.of("deployment", a.path)[0]
	st := &thing{path: a.path + "/stage/fixture", value: d.name()}
	w.base.create(st, func() (string, string, error) {
		in := doc{"stageName": st.name(), "deploymentId": d.id}
		return st.name(), "", w.base.cloud.rest(http.MethodPost, "/restapis/"+a.id+"/stages", in, nil)
	})
	*f = fixture{pool: p.id, poolPath: p.path, api: a.id, apiPath: a.path}
	f.apiTop = w.top(a.id)
}

func (w *world) top(api string) string {
	var out struct{ RootResourceID string }
	if err := w.server.cloud.rest(http.MethodGet, "/restapis/"+api, nil, &out); err != nil {
		w.t.Fatal(err)
	}
	return out.RootResourceID
}

// live lets the server work for a while and kills it.
func (w *world) live(long time.Duration) {
	stop := w.load()
	time.Sleep(long)
	w.server.kill()
	w.kills++
	stop()
}

// load lets everybody work until the server is gone or it is enough; the function waits for them and reads their complaints.
func (w *world) load() (stop func()) {
	w.enough.Store(false)
	var all sync.WaitGroup
	for _, worker := range w.workers {
		d := worker.pages()
		d.cloud, d.down = w.server.cloud, false
		all.Go(func() {
			for !d.down && !w.enough.Load() {
				worker.step()
			}
		})
	}
	return func() {
		w.t.Helper()
		all.Wait()
		for _, worker := range w.workers {
			w.fail("while it worked", worker.pages().wrong)
		}
	}
}

// dieStarting starts the server and kills it before or just after it is ready.
func (w *world) dieStarting() {
	s := launch(w.t, w.data)
	time.Sleep(time.Duration(w.dice.IntN(30_000)) * time.Microsecond)
	s.kill()
	w.kills++
	w.young++
}

func (w *world) start() {
	w.t.Helper()
	w.server = launch(w.t, w.data)
	if err := w.server.ready(w.data); err != nil {
		w.t.Fatalf("life %d: %v", w.life, err)
	}
	w.base.cloud = w.server.cloud
	for _, worker := range w.workers {
		worker.pages().cloud = w.server.cloud
	}
}

// fail ends the test with what was found.
func (w *world) fail(when string, wrong []string) {
	w.t.Helper()
	if len(wrong) > 0 {
		slices.Sort(wrong)
		w.t.Fatalf("life %d, %d kills, %s:\n%s\nthe server said:\n%s", w.life, w.kills, when, strings.Join(wrong, "\n"), w.server.said())
	}
}

// compare reads everything back and holds it against the diaries.
func (w *world) compare() {
	w.t.Helper()
	var stacks []*stackWorker
	for _, worker := range w.workers {
		if s, ok := worker.(*stackWorker); ok {
			s.settle()
			stacks = append(stacks, s)
		}
	}
	found, err := w.server.cloud.inventory(w.fixtures)
	if err != nil {
		w.fail("after the restart", []string{err.Error()})
	}
	w.base.match(found)
	for _, worker := range w.workers {
		worker.pages().match(found)
	}
	for _, s := range stacks {
		s.match(found)
		s.checkHistories()
		found.wrong = append(found.wrong, s.wrong...)
	}
	for path := range found.items {
		found.complain("%s is there, and nobody made it or it was deleted", path)
	}
	w.fail("after the restart", found.wrong)
}

// match takes what the diary knows out of what was found, and learns what became of what was open.
func (d *diary) match(found *inventory) {
	for _, path := range slices.Sorted(maps.Keys(d.things)) { // parents come before what is in them
		t := d.things[path]
		if t == nil {
			continue // went with its parent
		}
		is, here := found.items[path]
		delete(found.items, path)
		if !here {
			if t.state == there {
				found.complain("%s was acknowledged and is lost", path)
			}
			d.drop(t)
			continue
		}
		if t.id == "" {
			t.id, t.secret = is.id, is.secret
		}
		if is.id != t.id || is.secret != t.secret || is.value != t.value && (t.next == "" || is.value != t.next) {
			found.complain("%s is %+v, want %+v", path, is, *t)
		}
		t.value, t.next, t.state = is.value, "", there
	}
}

// match of a stack is by what its template makes.
func (w *stackWorker) match(found *inventory) {
	w.diary.match(found)
	for path, want := range w.made() {
		is, here := found.items[path]
		delete(found.items, path)
		if !here || is.value != want {
			found.complain("stack %s (%s, version %d, %s): %s is %v %+v, want %q", w.plan.name, w.plan.kind, w.plan.version, w.plan.status, path, here, is, want)
		}
	}
}

func (w *stackWorker) checkHistories() {
	for _, id := range w.over {
		if err := w.cloud.checkHistory(id, "DELETE_COMPLETE"); err != nil {
			w.complain("%v", err)
		}
	}
	w.over = nil
	if w.plan == nil {
		return
	}
	if err := w.cloud.checkHistory(w.plan.id, w.plan.status); err != nil {
		w.complain("%v", err)
	}
}

// reader gets tokens and calls the fixtures, which are always there.
type reader struct {
	*diary
	world *world
}

func (r *reader) pages() *diary { return r.diary }

func (r *reader) step() {
	f, base := pick(r.diary, r.world.fixtures), r.world.base
	if r.dice.IntN(4) == 0 {
		c, domain := base.of("client", f.poolPath)[0], base.of("domain", f.poolPath)[0]
		r.acknowledged("token "+c.path, r.cloud.token(domain.name(), c.id, c.secret))
		return
	}
	got, err := r.cloud.served(f.api, "fixture", "/version")
	if r.acknowledged("call fixture", err) && got != tag("", 1) {
		r.complain("the fixture serves %s", got)
	}
	time.Sleep(time.Millisecond) // the others have work to do
}

// counts sums up what was acknowledged.
func (w *world) counts() string {
	sum, total := map[string]int{}, 0
	for _, worker := range w.workers {
		for what, n := range worker.pages().done {
			sum[what] += n
			total += n
		}
	}
	var parts []string
	for _, what := range slices.Sorted(maps.Keys(sum)) {
		parts = append(parts, fmt.Sprintf("%s %d", what, sum[what]))
	}
	return fmt.Sprintf("%d acknowledged: %s", total, strings.Join(parts, ", "))
}
