package metric

import (
	"strconv"
	"strings"
	"time"
)

// Page is a scrape being written: Family, then its samples.
type Page struct {
	b    strings.Builder
	name string
}

var (
	inHelp  = strings.NewReplacer(`\`, `\\`, "\n", `\n`)
	inLabel = strings.NewReplacer(`\`, `\\`, "\n", `\n`, `"`, `\"`)
)

// Family begins a family: a name, its kind (counter, gauge, histogram) and what it means.
func (p *Page) Family(name, kind, help string) {
	p.name = name
	p.b.WriteString("# HELP " + name + " " + inHelp.Replace(help) + "\n# TYPE " + name + " " + kind + "\n")
}

// Value writes a sample of the family, with labels as name, value, name, value.
func (p *Page) Value(v float64, labels ...string) {
	p.sample("", strconv.FormatFloat(v, 'g', -1, 64), labels)
}

// Count writes a sample that is a whole number.
func (p *Page) Count(n uint64, labels ...string) { p.sample("", strconv.FormatUint(n, 10), labels) }

func (p *Page) sample(suffix, value string, labels []string) {
	p.b.WriteString(p.name + suffix)
	for i := 0; i+1 < len(labels); i += 2 {
		p.b.WriteByte("{,"[min(i, 1)])
		p.b.WriteString(labels[i] + `="` + inLabel.Replace(strings.ToValidUTF8(labels[i+1], "\ufffd")) + `"`)
	}
	if len(labels) > 0 {
		p.b.WriteByte('}')
	}
	p.b.WriteString(" " + value + "\n")
}

// histogram writes cumulative buckets; each scrape's last one is its count, whatever is added meanwhile.
func (p *Page) histogram(h *Histogram, labels []string) {
	sum := time.Duration(h.sum.Load()).Seconds()
	var n uint64
	for i := range h.buckets {
		n += h.buckets[i].Load()
		end := "+Inf"
		if i < len(bounds) {
			end = bounds[i].label
		}
		p.sample("_bucket", strconv.FormatUint(n, 10), append(labels[:len(labels):len(labels)], "le", end))
	}
	p.sample("_sum", strconv.FormatFloat(sum, 'g', -1, 64), labels)
	p.sample("_count", strconv.FormatUint(n, 10), labels)
}
