package metric

import (
	"os"
	"runtime"
	"runtime/metrics"
	"strconv"
	"strings"
	"time"
)

// runtimeMetrics are the runtime's own numbers, under the names that dashboards for Go programs know.
var runtimeMetrics = []struct{ source, name, kind, help string }{
	{"/sched/goroutines:goroutines", "go_goroutines", "gauge", "Goroutines that exist."},
	{"/sched/gomaxprocs:threads", "go_sched_gomaxprocs_threads", "gauge", "Threads that may run Go code at once."},
	{"/gc/cycles/total:gc-cycles", "go_gc_cycles_total", "counter", "Garbage collections that ended."},
	{"/gc/heap/allocs:bytes", "go_memstats_alloc_bytes_total", "counter", "Bytes allocated since the start."},
	{"/gc/heap/allocs:objects", "go_memstats_mallocs_total", "counter", "Objects allocated since the start."},
	{"/memory/classes/heap/objects:bytes", "go_memstats_heap_alloc_bytes", "gauge", "Bytes of the heap in use, or not swept yet."},
	{"/gc/heap/goal:bytes", "go_memstats_next_gc_bytes", "gauge", "Size of the heap at which the next collection ends."},
	{"/memory/classes/total:bytes", "go_memstats_sys_bytes", "gauge", "Bytes mapped by the Go runtime."},
	{"/memory/classes/heap/stacks:bytes", "go_memstats_stack_inuse_bytes", "gauge", "Bytes of goroutines' stacks."},
	{"/cpu/classes/gc/total:cpu-seconds", "go_cpu_classes_gc_total_cpu_seconds_total", "counter", "Estimated processor time spent collecting garbage."},
	{"/sync/mutex/wait/total:seconds", "go_sync_mutex_wait_total_seconds_total", "counter", "Time goroutines waited for locks."},
}

// CollectRuntime registers the numbers of the Go runtime and of the process.
func (r *Registry) CollectRuntime() {
	r.Collect(func(p *Page) {
		p.Family("go_info", "gauge", "The Go version that built the program.")
		p.Value(1, "version", runtime.Version())
		samples := make([]metrics.Sample, len(runtimeMetrics))
		for i, m := range runtimeMetrics {
			samples[i].Name = m.source
		}
		metrics.Read(samples)
		for i, m := range runtimeMetrics {
			switch v := samples[i].Value; v.Kind() {
			case metrics.KindUint64:
				p.Family(m.name, m.kind, m.help)
				p.Count(v.Uint64())
			case metrics.KindFloat64:
				p.Family(m.name, m.kind, m.help)
				p.Value(v.Float64())
			}
		}
	})
	started := float64(time.Now().UnixNano()) / 1e9
	r.Collect(func(p *Page) {
		p.Family("process_start_time_seconds", "gauge", "When the process began to serve, in seconds of Unix time.")
		p.Value(started)
		process(p)
	})
}

// process reads what Linux tells of the process; other systems tell nothing.
func process(p *Page) {
	stat, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		return
	}
	// The name, in parentheses, may hold spaces: fields are counted behind it; the first is the third of proc(5).
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	number := func(field int) float64 {
		if field-3 >= len(fields) {
			return 0
		}
		n, _ := strconv.ParseFloat(fields[field-3], 64) // the kernel writes numbers
		return n
	}
	const ticks = 100 // a second: USER_HZ of every architecture that Go runs on
	p.Family("process_cpu_seconds_total", "counter", "Processor time of the process, user and system.")
	p.Value((number(14) + number(15)) / ticks)
	p.Family("process_virtual_memory_bytes", "gauge", "Virtual memory of the process.")
	p.Value(number(23))
	p.Family("process_resident_memory_bytes", "gauge", "Resident memory of the process.")
	p.Value(number(24) * float64(os.Getpagesize()))
	if open, err := os.ReadDir("/proc/self/fd"); err == nil {
		p.Family("process_open_fds", "gauge", "Open file descriptors.")
		p.Count(uint64(len(open)))
	}
}
