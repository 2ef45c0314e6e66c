//go:build linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
)

// bare starts one of the references that this binary plays, with the answer it shall give.
func (w *world) bare(ctx context.Context, role string, answer []byte) (*process, string, error) {
	file := filepath.Join(w.folder, role+".answer")
	if err := os.WriteFile(file, answer, 0o600); err != nil {
		return nil, "", err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, "", err
	}
	address, err := freeAddress()
	if err != nil {
		return nil, "", err
	}
	p, err := w.run(ctx, role, "http://"+address, 0, self, role, "-listen", address, "-answer", file)
	return p, "http://" + address, err
}

// serveBare is `bench static` and `bench describe`: what net/http costs when there is nothing else to do.
func serveBare(ctx context.Context, role string, args []string) error {
	f := flag.NewFlagSet(role, flag.ContinueOnError)
	listen := f.String("listen", "127.0.0.1:0", "address")
	file := f.String("answer", "", "file with the answer")
	if err := f.Parse(args); err != nil {
		return err
	}
	text, err := os.ReadFile(*file)
	if err != nil {
		return err
	}
	handler := staticHandler(string(text))
	if role == "describe" {
		if handler, err = describeHandler(text); err != nil {
			return err
		}
	}
	s := &http.Server{Addr: *listen, Handler: handler}
	go func() {
		<-ctx.Done()
		_ = s.Close()
	}()
	if err := s.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// staticHandler sends as many headers as the gateway does.
func staticHandler(answer string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		h := w.Header()
		h["Content-Type"] = []string{"application/json"}
		h["x-amzn-RequestId"] = []string{"37852586-9345-434c-9a9a-153291ec8f08"}
		h["x-amz-apigw-id"] = []string{"4PBOw5EZJOfTIQc="}
		_, _ = io.WriteString(w, answer)
	}
}

// describeHandler decodes and encodes the JSON of DescribeUserPool and does nothing in between. Times are numbers on AWS's
// wire, which encoding/json does not read: they are taken out of the text and put back as values.
func describeHandler(text []byte) (http.HandlerFunc, error) {
	var doc map[string]map[string]any
	if err := json.Unmarshal(text, &doc); err != nil {
		return nil, err
	}
	delete(doc["UserPool"], "CreationDate")
	delete(doc["UserPool"], "LastModifiedDate")
	plain, err := json.Marshal(doc)
	if err != nil {
		return nil, err
	}
	var answer cognitoidp.DescribeUserPoolResponse
	if err := json.Unmarshal(plain, &answer); err != nil {
		return nil, err
	}
	answer.UserPool.CreationDate, answer.UserPool.LastModifiedDate = awsapi.Ptr(time.Now()), awsapi.Ptr(time.Now())
	return func(w http.ResponseWriter, r *http.Request) {
		var in cognitoidp.DescribeUserPoolRequest
		body, err := io.ReadAll(r.Body)
		if err == nil {
			err = json.Unmarshal(body, &in)
		}
		out, failed := json.Marshal(answer)
		if err != nil || failed != nil {
			http.Error(w, "", http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		_, _ = w.Write(out)
	}, nil
}
