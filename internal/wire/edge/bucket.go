package edge

import (
	"slices"
	"strings"
)

// byBucketHost takes s3's own hosts with a bucket in front, which nothing else may answer: what looks like another
// surface's path is a key there.
//
//	{bucket}.s3.{region}.localhost    {bucket}.s3.localhost    and the same below amazonaws.com and the public host
func (q *request) byBucketHost() bool {
	labels, ok := q.ownLabels()
	if !ok {
		return false
	}
	at := serviceLabel(labels)
	if at <= 0 {
		// Without a bucket, the service's host is one like any other.
		return false
	}
	q.bucket = strings.Join(labels[:at], ".")
	if !isBucket(q.bucket) {
		q.refuse("The host " + quote(q.host) + " names no bucket.")
	} else if !q.serve(q.bySigningName["s3"]) {
		q.refuse("Sallyport does not serve " + quote(q.host) + ".")
	}
	return true
}

// ownLabels are the labels in front of a domain below which s3 has hosts.
func (q *request) ownLabels() ([]string, bool) {
	domains := []string{"localhost", "amazonaws.com"}
	if q.PublicHost != "" {
		domains = append(domains, q.PublicHost)
	}
	return below(q.host, domains...)
}

// serviceLabel finds s3, s3-{region}, s3.{region} or s3.dualstack.{region} at the end of the labels; -1 if it is not there.
func serviceLabel(labels []string) int {
	n := len(labels)
	switch {
	case labels[n-1] == "s3", strings.HasPrefix(labels[n-1], "s3-"):
		return n - 1
	case n >= 2 && labels[n-2] == "s3":
		return n - 2
	case n >= 3 && labels[n-3] == "s3" && labels[n-2] == "dualstack":
		return n - 3
	}
	return -1
}

// looseBucket is the bucket in {bucket}.localhost, where clients put it that were only told of an endpoint. Such a host
// says nothing by itself: it counts once the request is known to be for s3.
func (q *request) looseBucket() string {
	labels, ok := below(q.host, "localhost")
	if !ok || serviceLabel(labels) >= 0 {
		return ""
	}
	if name := strings.Join(labels, "."); isBucket(name) {
		return name
	}
	return ""
}

// isBucket is the rule for names of buckets, as far as hosts need it.
func isBucket(name string) bool {
	if len(name) < 3 || len(name) > 63 {
		return false
	}
	return !slices.ContainsFunc(strings.Split(name, "."), func(label string) bool {
		return label == "" || strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-") != ""
	})
}
