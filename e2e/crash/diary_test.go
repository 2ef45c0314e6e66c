package crash

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
)

// state is what a diary knows of a thing.
type state int

const (
	there  state = iota // acknowledged
	coming              // asked for, no answer: it may be there
	going               // asked to go, no answer: it may be gone
)

// thing is what somebody made. Its path tells what it is and in what: pool/a-1/client/a-7. Names are never used twice.
type thing struct {
	path   string
	id     string
	secret string
	value  string // what it says by the last acknowledged change
	next   string // what it may say instead: a change without an answer
	state  state
}

func (t *thing) kind() string {
	parts := strings.Split(t.path, "/")
	return parts[len(parts)-2]
}

func (t *thing) name() string   { return t.path[strings.LastIndexByte(t.path, '/')+1:] }
func (t *thing) parent() string { return strings.TrimSuffix(t.path, "/"+t.kind()+"/"+t.name()) }

// diary is what one goroutine did. It owns what it makes, so that one thing has one story.
type diary struct {
	who    string
	dice   *rand.Rand
	cloud  *cloud
	things map[string]*thing
	drawn  int
	done   map[string]int // acknowledged operations
	wrong  []string       // refusals of what should be accepted, and failures
	down   bool           // the server answers no more, or not as it should
	sick   bool           // failures are expected: they leave the outcome open as silence does
}

func newDiary(who string, dice *rand.Rand) *diary {
	return &diary{who: who, dice: dice, things: map[string]*thing{}, done: map[string]int{}}
}

func (d *diary) draw() string {
	d.drawn++
	return fmt.Sprintf("%s-%d", d.who, d.drawn)
}

// of lists the things of a kind that are there, of a parent if one is named, in an order that does not depend on chance.
func (d *diary) of(kind, parent string) (list []*thing) {
	for _, path := range slices.Sorted(maps.Keys(d.things)) {
		t := d.things[path]
		if t.kind() == kind && (parent == "" || t.parent() == parent) {
			list = append(list, t)
		}
	}
	return list
}

func pick[T any](d *diary, from []T) T { return from[d.dice.IntN(len(from))] }

// acknowledged notes the answer to an operation. Silence ends the day: the server is gone.
func (d *diary) acknowledged(what string, err error) bool {
	switch {
	case err == nil:
		operation, _, _ := strings.Cut(what, " ")
		d.done[operation]++
		return true
	case refusal(err) == nil && !broke(err):
		d.down = true
	case d.sick && broke(err):
		d.done["failed"]++
		d.down = true
	default:
		d.wrong = append(d.wrong, fmt.Sprintf("%s: %v", what, err))
		d.down = true // its story is over until somebody looks
	}
	return false
}

func (d *diary) create(t *thing, do func() (id, secret string, err error)) {
	t.state = coming
	d.things[t.path] = t
	id, secret, err := do()
	if d.acknowledged("create-"+t.kind()+" "+t.path, err) {
		t.id, t.secret, t.state = id, secret, there
	}
}

func (d *diary) change(t *thing, value string, do func() error) {
	t.next = value
	if d.acknowledged("change-"+t.kind()+" "+t.path, do()) {
		t.value, t.next = value, ""
	}
}

func (d *diary) remove(t *thing, do func() error) {
	t.state = going
	if d.acknowledged("delete-"+t.kind()+" "+t.path, do()) {
		d.drop(t)
	}
}

// drop forgets a thing and what was in it.
func (d *diary) drop(t *thing) {
	maps.DeleteFunc(d.things, func(path string, _ *thing) bool {
		return path == t.path || strings.HasPrefix(path, t.path+"/")
	})
}

// open reports a thing of which it is not known whether or as what it is there.
func (t *thing) open() bool { return t.state != there || t.next != "" }
