package template

// A template of 1 MB, the most AWS takes, stays far below these.
const (
	maxDepth = 100
	maxNodes = 250_000
	// maxText bounds what one function may put together.
	maxText = 1 << 20
)

// budget bounds what a source may grow to: nesting that would exhaust the
// stack, and YAML aliases that multiply each other.
type budget struct{ depth, nodes int }

// enter counts a node and says why it is one too many, if it is.
func (b *budget) enter() string {
	b.depth++
	b.nodes++
	switch {
	case b.depth > maxDepth:
		return "nested too deeply"
	case b.nodes > maxNodes:
		return "too many nodes"
	}
	return ""
}

func (b *budget) leave() { b.depth-- }
