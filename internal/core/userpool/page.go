package userpool

import (
	"context"
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/record"
)

// paging is what a List operation is asked for. An absent or zero limit means the most that the operation gives.
type paging struct {
	limit *int64
	most  int
	token *string
}

func (p paging) size() int {
	if n := awsapi.Val(p.limit); n > 0 && n < int64(p.most) {
		return int(n)
	}
	return p.most
}

// tokenMark begins every token: what does not have it was never one.
const tokenMark = "after:"

// list reads one page. The token of the next one is the last key seen, encoded so that nobody builds on it. A forged token
// moves only within the rows that the query selects anyway.
func list[T any](
	ctx context.Context, table record.Table[T], key func(*T) string, q record.Query, p paging,
) ([]*T, *string, error) {
	if p.token != nil {
		after, err := base64.RawURLEncoding.DecodeString(*p.token)
		last, ours := strings.CutPrefix(string(after), tokenMark)
		if err != nil || !ours || last == "" {
			return nil, nil, cognitoidp.InvalidParameterException("Invalid pagination token.")
		}
		q.After = last
	}
	size := p.size()
	q.Limit = size + 1
	rows, err := table.List(ctx, q)
	if err != nil {
		return nil, nil, fmt.Errorf("list: %w", err)
	}
	if len(rows) <= size {
		return rows, nil, nil
	}
	rows = rows[:size]
	return rows, awsapi.Ptr(base64.RawURLEncoding.EncodeToString([]byte(tokenMark + key(rows[size-1])))), nil
}
