package observe

import (
	"cmp"
	"strings"
	"time"

	"github.com/sallyport/sallyport/internal/wire/observe/metric"
)

// families are the metrics of requests; nil counts nothing.
type families struct {
	services, apis, pools, others *metric.Table[metric.Labels, metric.Counter]
	serviceTime, apiTime          *metric.Table[metric.Labels, metric.Histogram]
	poolTime                      *metric.Table[metric.Labels, metric.Histogram]
}

func newFamilies(r *metric.Registry) *families {
	if r == nil {
		return nil
	}
	return &families{
		services: r.Counters("sallyport_service_requests_total", "Requests to AWS services.", "service", "operation", "status"),
		serviceTime: r.Histograms("sallyport_service_request_duration_seconds", "Time until a service had answered.",
			"service", "operation"),
		apis:    r.Counters("sallyport_api_requests_total", "Requests to deployed APIs.", "api", "stage", "status"),
		apiTime: r.Histograms("sallyport_api_request_duration_seconds", "Time until the gateway had made the answer.", "api", "stage"),
		pools:   r.Counters("sallyport_pool_requests_total", "Requests to pool domains and for what pools publish.", "endpoint", "status"),
		poolTime: r.Histograms("sallyport_pool_request_duration_seconds", "Time until a pool's endpoint had answered.",
			"endpoint"),
		others: r.Counters("sallyport_other_requests_total", "Requests to the program itself, and those that nothing serves.", "surface", "status"),
	}
}

func (f *families) count(l *line) {
	if f == nil {
		return
	}
	class := classOf(l.Status)
	switch l.Surface {
	case surfaceAPI:
		// Names that no deployed stage has are the client's invention: they all count as one.
		api, stage := cmp.Or(l.API, "unknown"), cmp.Or(l.Stage, "unknown")
		add(f.apis, f.apiTime, metric.Labels{api, stage, class}, metric.Labels{api, stage}, l.Latency)
	case surfaceService:
		operation := cmp.Or(l.Operation, "unknown")
		add(f.services, f.serviceTime, metric.Labels{l.Service, operation, class}, metric.Labels{l.Service, operation}, l.Latency)
	case surfacePool, surfaceDocument:
		endpoint := endpointOf(l.Path)
		add(f.pools, f.poolTime, metric.Labels{endpoint, class}, metric.Labels{endpoint}, l.Latency)
	default:
		f.others.Get(metric.Labels{l.Surface, class}).Inc()
	}
}

func add(
	n *metric.Table[metric.Labels, metric.Counter], t *metric.Table[metric.Labels, metric.Histogram],
	by, of metric.Labels, took time.Duration,
) {
	n.Get(by).Inc()
	t.Get(of).Observe(took)
}

func classOf(status int) string {
	classes := [...]string{"other", "1xx", "2xx", "3xx", "4xx", "5xx"}
	if i := status / 100; i > 0 && i < len(classes) {
		return classes[i]
	}
	return classes[0]
}

// endpointOf names what a pool serves; a path that is none of it is "other".
func endpointOf(path string) string {
	for _, name := range [...]string{"/oauth2/token", "/.well-known/jwks.json", "/.well-known/openid-configuration"} {
		if strings.HasSuffix(path, name) {
			return name[strings.LastIndexByte(name, '/')+1:]
		}
	}
	return "other"
}
