package jsonbody

import (
	"sync/atomic"

	"github.com/sallyport/sallyport/internal/awsapi"
)

// Codec reads and writes the structures of one service. It is safe for concurrent use.
type Codec struct {
	service *awsapi.Service
	// names find a member by its wire name, made for a shape when it is first read.
	names []atomic.Pointer[map[string]int]
}

// New makes the codec of a service.
func New(s *awsapi.Service) *Codec {
	return &Codec{service: s, names: make([]atomic.Pointer[map[string]int], len(s.Shapes))}
}

func (c *Codec) shape(m *awsapi.Member) *awsapi.Shape { return &c.service.Shapes[m.Shape] }

// member finds a member of a structure by its wire name; -1 if there is none.
func (c *Codec) member(shape int, name []byte) int {
	index := c.names[shape].Load()
	if index == nil {
		index = c.indexOf(shape)
	}
	if i, ok := (*index)[string(name)]; ok {
		return i
	}
	return -1
}

func (c *Codec) indexOf(shape int) *map[string]int {
	members := c.service.Shapes[shape].Members
	index := make(map[string]int, len(members))
	for i := range members {
		if name := WireName(&members[i]); members[i].Location == "" {
			index[name] = i
		} else if _, taken := index[name]; !taken {
			// A member in the body comes before one that only would be there in another message.
			index[name] = i
		}
	}
	c.names[shape].Store(&index)
	return &index
}

// WireName is a member's name in a JSON object. A member whose place is elsewhere has there the name of its place, so
// that in a body it goes by its own.
func WireName(m *awsapi.Member) string {
	if m.Location != "" {
		return m.Name
	}
	return m.WireName()
}
