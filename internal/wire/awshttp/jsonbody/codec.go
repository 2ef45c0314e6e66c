package jsonbody

import (
	"sync/atomic"

	"github.com/sallyport/sallyport/internal/awsapi"
)

// Codec reads and writes the structures of one service. It is safe for concurrent use.
type Codec struct {
	service *awsapi.Service
	// plans hold what is worked out for a structure when it is first met.
	plans []atomic.Pointer[plan]
}

// plan is what reading and writing a structure needs again and again.
type plan struct {
	members []awsapi.Member
	index   map[string]int // by wire name
	keys    []string       // `"Name":`, as written
	// size is how long the structure was when it was last the whole message: a guess at how long it will be.
	size atomic.Int64
}

// New makes the codec of a service.
func New(s *awsapi.Service) *Codec {
	return &Codec{service: s, plans: make([]atomic.Pointer[plan], len(s.Shapes))}
}

func (c *Codec) shape(m *awsapi.Member) *awsapi.Shape { return &c.service.Shapes[m.Shape] }

func (c *Codec) plan(shape int) *plan {
	if p := c.plans[shape].Load(); p != nil {
		return p
	}
	p := newPlan(c.service.Shapes[shape].Members)
	c.plans[shape].Store(p)
	return p
}

func newPlan(members []awsapi.Member) *plan {
	p := &plan{members: members, index: make(map[string]int, len(members))}
	for i := range members {
		name := WireName(&members[i])
		p.keys = append(p.keys, string(append(AppendString(nil, name), ':')))
		// A member in the body comes before one of the same name that would be there only in another message.
		if _, taken := p.index[name]; !taken || members[i].Location == "" {
			p.index[name] = i
		}
	}
	return p
}

// member finds a member by its wire name; -1 if there is none.
func (p *plan) member(name []byte) int {
	if i, ok := p.index[string(name)]; ok {
		return i
	}
	return -1
}

// WireName is a member's name in a JSON object. A member whose place is elsewhere has there the name of its place, so
// that in a body it goes by its own.
func WireName(m *awsapi.Member) string {
	if m.Location != "" {
		return m.Name
	}
	return m.WireName()
}
