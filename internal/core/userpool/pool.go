package userpool

import (
	"fmt"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/record"
)

// Home is the account and region in which a caller works; pools are listed, described and changed only at home.
type Home struct {
	AccountID string
	Region    string
}

func (h Home) index() string { return h.AccountID + "/" + h.Region }

// Pool is a user pool.
type Pool struct {
	ID        string
	AccountID string
	Region    string
	// Settings is the pool as DescribeUserPool shows it; what is counted or looked up elsewhere is filled in on the way out.
	Settings cognitoidp.UserPoolType
	// SoftwareTokenMFA says that users may bind an authenticator app: SetUserPoolMfaConfig alone sets it.
	SoftwareTokenMFA bool
}

// PoolSpec describes the table of pools, keyed by pool id.
func PoolSpec() record.Spec[Pool] {
	return record.Spec[Pool]{
		Table: PoolTable,
		Key:   func(p *Pool) string { return p.ID },
		Indexes: []record.Index[Pool]{{
			Name: indexHome, Of: func(p *Pool) []string { return []string{p.Home().index()} },
		}},
	}
}

// Home is where the pool lives.
func (p *Pool) Home() Home { return Home{AccountID: p.AccountID, Region: p.Region} }

// ARN names the pool to IAM and to other services.
func (p *Pool) ARN() string { return poolARN(p.Home(), p.ID) }

func poolARN(h Home, id string) string {
	return fmt.Sprintf("arn:aws:cognito-idp:%s:%s:userpool/%s", h.Region, h.AccountID, id)
}

// Region takes the region out of a pool id: all before the last underscore. It is "" if id is not a pool's.
func Region(poolID string) string {
	i := strings.LastIndexByte(poolID, '_')
	if i <= 0 || i == len(poolID)-1 {
		return ""
	}
	return poolID[:i]
}
