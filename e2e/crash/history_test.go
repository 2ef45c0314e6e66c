package crash

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
)

// after says which state of a resource may follow which; "" is before the first. A state may be told again when work on it
// is taken up, or when the physical id becomes known.
var after = map[string][]string{
	"":                   {"CREATE_IN_PROGRESS"},
	"CREATE_IN_PROGRESS": {"CREATE_IN_PROGRESS", "CREATE_COMPLETE", "CREATE_FAILED", "DELETE_IN_PROGRESS", "DELETE_COMPLETE"},
	"CREATE_COMPLETE":    {"UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS"},
	"CREATE_FAILED":      {"DELETE_IN_PROGRESS", "DELETE_COMPLETE"},
	"UPDATE_IN_PROGRESS": {"UPDATE_IN_PROGRESS", "UPDATE_COMPLETE", "UPDATE_FAILED"},
	"UPDATE_FAILED":      {"UPDATE_IN_PROGRESS", "UPDATE_COMPLETE"},
	"UPDATE_COMPLETE":    {"UPDATE_IN_PROGRESS", "UPDATE_COMPLETE", "DELETE_IN_PROGRESS"},
	"DELETE_IN_PROGRESS": {"DELETE_IN_PROGRESS", "DELETE_COMPLETE"},
	"DELETE_COMPLETE":    {"CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS"}, // of an old one, which was replaced
}

// afterOfStack is the same for stacks.
var afterOfStack = map[string][]string{
	"":                                    {"CREATE_IN_PROGRESS"},
	"CREATE_IN_PROGRESS":                  {"CREATE_COMPLETE", "ROLLBACK_IN_PROGRESS", "DELETE_IN_PROGRESS"},
	"CREATE_COMPLETE":                     {"UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS"},
	"ROLLBACK_IN_PROGRESS":                {"ROLLBACK_COMPLETE"},
	"ROLLBACK_COMPLETE":                   {"DELETE_IN_PROGRESS"},
	"UPDATE_IN_PROGRESS":                  {"UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_ROLLBACK_IN_PROGRESS"},
	"UPDATE_COMPLETE_CLEANUP_IN_PROGRESS": {"UPDATE_COMPLETE"},
	"UPDATE_COMPLETE":                     {"UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS"},
	"UPDATE_ROLLBACK_IN_PROGRESS":         {"UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS"},
	"UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS": {"UPDATE_ROLLBACK_COMPLETE"},
	"UPDATE_ROLLBACK_COMPLETE":                     {"UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS"},
	"DELETE_IN_PROGRESS":                           {"DELETE_COMPLETE"},
}

type stackEvent struct {
	ID        string `xml:"EventId"`
	LogicalID string `xml:"LogicalResourceId"`
	Type      string `xml:"ResourceType"`
	Status    string `xml:"ResourceStatus"`
	Timestamp time.Time
}

// checkHistory reads the events of a stack: each state follows one that it may follow, in time as in order, and the last
// is the one the stack is in.
func (c *cloud) checkHistory(id, status string) error {
	events, err := c.history(id)
	if err != nil {
		return err
	}
	last, seen, at := map[string]string{}, map[string]bool{}, time.Time{}
	for _, e := range events {
		allowed, who := after, e.LogicalID
		if e.Type == "AWS::CloudFormation::Stack" {
			allowed, who = afterOfStack, ""
		}
		switch before := last[who]; {
		case !slices.Contains(allowed[before], e.Status):
			return fmt.Errorf("the history of %s has %s %s after %q\n%s", id, e.LogicalID, e.Status, before, told(events))
		case seen[e.ID]:
			return fmt.Errorf("the history of %s has event %s twice", id, e.ID)
		case !e.Timestamp.After(at):
			return fmt.Errorf("the history of %s goes back from %s to %s", id, at, e.Timestamp)
		}
		last[who], seen[e.ID], at = e.Status, true, e.Timestamp
	}
	return settled(id, status, last, events)
}

// settled says whether nothing is left at work, and nothing left over where nothing may be.
func settled(id, status string, last map[string]string, events []stackEvent) error {
	empty := status == "DELETE_COMPLETE" || status == "ROLLBACK_COMPLETE"
	for who, is := range last {
		switch {
		case who == "" && is != status, who != "" && strings.HasSuffix(is, "_IN_PROGRESS"), who != "" && empty && is != "DELETE_COMPLETE":
			return fmt.Errorf("stack %s is %s, but its history ends with %q %s\n%s", id, status, who, is, told(events))
		}
	}
	return nil
}

func told(events []stackEvent) string {
	var b strings.Builder
	for _, e := range events {
		fmt.Fprintln(&b, "   ", e.Timestamp.Format("15:04:05.000"), e.LogicalID, e.Status)
	}
	return b.String()
}

// history reads all events, oldest first.
func (c *cloud) history(id string) ([]stackEvent, error) {
	var all []stackEvent
	for in := (url.Values{"StackName": {id}}); ; {
		var out struct {
			Events    []stackEvent `xml:"StackEvents>member"`
			NextToken string
		}
		if err := c.stacks("DescribeStackEvents", in, &out); err != nil {
			return nil, err
		}
		all = append(all, out.Events...)
		if out.NextToken == "" {
			slices.Reverse(all)
			return all, nil
		}
		in.Set("NextToken", out.NextToken)
	}
}
