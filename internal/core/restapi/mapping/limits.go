package mapping

import "fmt"

// The bounds of one template and one run. MaxSource and MaxIterations are API Gateway's quotas; the
// others keep hostile input from exhausting memory, stack or processor.
const (
	MaxSource     = 300 << 10 // bytes of template source
	MaxIterations = 1000      // #foreach iterations of one run, all loops together
	MaxOutput     = 10 << 20  // bytes of rendered text: the payload quota

	maxNesting  = 100       // blocks, expressions, interpolated strings and #define inside one another
	maxAlloc    = 64 << 20  // bytes of intermediate values in one run
	maxWork     = 8_000_000 // nodes visited and elements touched in one run
	maxElements = 100_000   // elements of one list, map or range
	maxDepth    = 256       // nesting of a JSON document or of a printed value
	maxValues   = 500_000   // values of one JSON document
	maxPattern  = 1 << 10   // bytes of a regular expression
	maxSubject  = 1 << 20   // bytes a regular expression is matched against
	maxPath     = 4 << 10   // bytes of a JSONPath
	maxSegments = 100       // steps of a JSONPath, and operators of its filters
)

// budget counts what a run has spent.
type budget struct {
	work  int
	alloc int
}

// spend records n units of work.
func (b *budget) spend(n int) error {
	if b.work += n + 1; b.work > maxWork {
		return fmt.Errorf("template does more than %d steps of work", maxWork)
	}
	return nil
}

// charge records n bytes of newly made values; making them is work too.
func (b *budget) charge(n int) error {
	if b.alloc += n; b.alloc > maxAlloc {
		return fmt.Errorf("template makes more than %d bytes of values", maxAlloc)
	}
	return b.spend(n >> 6)
}
