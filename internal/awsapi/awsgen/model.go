package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"
)

// model is an api-2.json file.
type model struct {
	Metadata struct {
		APIVersion      string `json:"apiVersion"`
		EndpointPrefix  string `json:"endpointPrefix"`
		SigningName     string `json:"signingName"`
		JSONVersion     string `json:"jsonVersion"`
		Protocol        string `json:"protocol"`
		ServiceFullName string `json:"serviceFullName"`
		ServiceID       string `json:"serviceId"`
		TargetPrefix    string `json:"targetPrefix"`
		XMLNamespace    string `json:"xmlNamespace"`
	} `json:"metadata"`
	Operations map[string]*operation `json:"operations"`
	Shapes     map[string]*shape     `json:"shapes"`
}

type operation struct {
	Name string `json:"name"`
	HTTP struct {
		Method       string `json:"method"`
		RequestURI   string `json:"requestUri"`
		ResponseCode int    `json:"responseCode"`
	} `json:"http"`
	Input      *use   `json:"input"`
	Output     *use   `json:"output"`
	Errors     []use  `json:"errors"`
	AuthType   string `json:"authtype"`
	Deprecated bool   `json:"deprecated"`
	Unserved   bool   `json:"-"`
	Unwrapped  bool   `json:"-"`
}

// uses are the shapes that an operation names.
func (op *operation) uses() []use {
	list := slices.Clone(op.Errors)
	for _, u := range []*use{op.Input, op.Output} {
		if u != nil {
			list = append(list, *u)
		}
	}
	return list
}

// use is a reference to a shape with what holds for this reference alone.
type use struct {
	Shape           string    `json:"shape"`
	Location        string    `json:"location"`
	LocationName    string    `json:"locationName"`
	QueryName       string    `json:"queryName"`
	ResultWrapper   string    `json:"resultWrapper"`
	TimestampFormat string    `json:"timestampFormat"`
	XMLAttribute    bool      `json:"xmlAttribute"`
	Flattened       bool      `json:"flattened"`
	Streaming       bool      `json:"streaming"`
	EventPayload    bool      `json:"eventpayload"`
	Idempotency     bool      `json:"idempotencyToken"`
	XMLNamespace    namespace `json:"xmlNamespace"`
}

type namespace struct {
	URI    string `json:"uri"`
	Prefix string `json:"prefix"`
}

type shape struct {
	Type            string    `json:"type"`
	Members         members   `json:"members"`
	Required        []string  `json:"required"`
	Member          *use      `json:"member"`
	Key             *use      `json:"key"`
	Value           *use      `json:"value"`
	Min             *float64  `json:"min"`
	Max             *float64  `json:"max"`
	Pattern         string    `json:"pattern"`
	Enum            []string  `json:"enum"`
	Payload         string    `json:"payload"`
	TimestampFormat string    `json:"timestampFormat"`
	Sensitive       bool      `json:"sensitive"`
	Flattened       bool      `json:"flattened"`
	Wrapper         bool      `json:"wrapper"`
	Streaming       bool      `json:"streaming"`
	EventStream     bool      `json:"eventstream"`
	Document        bool      `json:"document"`
	Exception       bool      `json:"exception"`
	Fault           bool      `json:"fault"`
	XMLNamespace    namespace `json:"xmlNamespace"`
	Error           struct {
		Code        string `json:"code"`
		Status      int    `json:"httpStatusCode"`
		SenderFault bool   `json:"senderFault"`
		Fault       bool   `json:"fault"`
	} `json:"error"`
}

// kind is the type with what the syntax has no type for.
func (s *shape) kind() string {
	switch {
	case s.Document:
		return "document"
	case s.EventStream:
		return "events"
	}
	return s.Type
}

// uses are the shapes that a shape is made of.
func (s *shape) uses() []use {
	var list []use
	for _, member := range s.Members {
		list = append(list, member.use)
	}
	for _, u := range []*use{s.Member, s.Key, s.Value} {
		if u != nil {
			list = append(list, *u)
		}
	}
	return list
}

// members keeps the model's order: messages and XML answers follow it.
type members []member

type member struct {
	Name string
	use
}

func (m members) find(name string) bool {
	return slices.ContainsFunc(m, func(x member) bool { return x.Name == name })
}

func (m *members) UnmarshalJSON(src []byte) error {
	dec := json.NewDecoder(bytes.NewReader(src))
	if _, err := dec.Token(); err != nil {
		return err
	}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return err
		}
		next := member{Name: name.(string)}
		if err := dec.Decode(&next.use); err != nil {
			return fmt.Errorf("member %s: %w", next.Name, err)
		}
		*m = append(*m, next)
	}
	return nil
}

func readJSON(path string, into any) error {
	src, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(src, into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
