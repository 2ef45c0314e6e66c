package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
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
	Input    *use   `json:"input"`
	Output   *use   `json:"output"`
	Errors   []use  `json:"errors"`
	AuthType string `json:"authtype"`
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

// members keeps the model's order: messages and XML answers follow it.
type members []member

type member struct {
	Name string
	use
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

// trim leaves the operations of the list (all if it is empty) and the shapes they reach.
func (m *model) trim(list []string) error {
	if len(list) > 0 {
		kept := map[string]*operation{}
		for _, name := range list {
			op, ok := m.Operations[name]
			if !ok {
				return fmt.Errorf("the model has no operation %s", name)
			}
			kept[name] = op
		}
		m.Operations = kept
	}
	reached := map[string]bool{}
	for _, op := range m.Operations {
		for _, u := range []*use{op.Input, op.Output} {
			if u != nil {
				m.reach(u.Shape, reached)
			}
		}
		for _, e := range op.Errors {
			m.reach(e.Shape, reached)
		}
	}
	for name := range m.Shapes {
		// Exceptions that no operation lists are common to all operations.
		if !reached[name] && !m.Shapes[name].Exception {
			delete(m.Shapes, name)
		}
	}
	return nil
}

func (m *model) reach(name string, reached map[string]bool) {
	if reached[name] {
		return
	}
	reached[name] = true
	s := m.Shapes[name]
	for _, member := range s.Members {
		m.reach(member.Shape, reached)
	}
	for _, u := range []*use{s.Member, s.Key, s.Value} {
		if u != nil {
			m.reach(u.Shape, reached)
		}
	}
}
