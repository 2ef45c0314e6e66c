package awshttp

import (
	"context"
	"net/http"
)

type bucketKey struct{}

// ForBucket marks a request of s3 whose bucket is named by the host: its path begins with the key. Which hosts do so is
// for whoever looks at hosts to say.
func ForBucket(r *http.Request, bucket string) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), bucketKey{}, bucket))
}

// BucketOf is the bucket that ForBucket was given, empty if there is none.
func BucketOf(r *http.Request) string {
	bucket, _ := r.Context().Value(bucketKey{}).(string)
	return bucket
}
