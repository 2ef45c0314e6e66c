package signup

import (
	"context"
	"slices"

	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/userpool"
)

// sending is a code that goes out after the commit.
type sending struct {
	code   userpool.Code
	digits string
}

// update writes attributes. An empty value takes one away. A changed contact is proved no more, and the pool may send it a
// code; where the pool asks for the proof first, the old contact stays until then.
func (s *Service) update(
	ctx context.Context, pool *userpool.Pool, u *userpool.User, clientID string, changes userpool.Attributes, metadata map[string]string,
) ([]cognitoidp.CodeDeliveryDetailsType, error) {
	var emptied []string
	for _, a := range changes {
		if a.Value == "" {
			emptied = append(emptied, a.Name)
		}
	}
	if err := pool.Conform(changes); err != nil {
		return nil, err
	}
	if err := pool.Deletable(emptied); err != nil {
		return nil, err
	}
	if err := pool.Changeable(changes.Names()); err != nil {
		return nil, err
	}
	if tells(pool, u, changes) {
		if err := s.reachable(); err != nil {
			return nil, err
		}
	}
	var out []sending
	u, err := s.prove(ctx, pool, u, false, func(u *userpool.User) (err error) {
		out, err = s.apply(u, pool, changes)
		return err
	})
	if err != nil {
		return nil, err
	}
	sent := []cognitoidp.CodeDeliveryDetailsType{}
	for i := range out {
		n := notice{pool: pool, clientID: clientID, user: u, step: "UpdateUserAttribute", metadata: metadata, name: u.Username}
		details, err := s.sendCode(ctx, n, &out[i].code, out[i].digits)
		if err != nil {
			return nil, err
		}
		sent = append(sent, *details)
	}
	return sent, nil
}

// tells says whether a change of attributes sends a code.
func tells(pool *userpool.Pool, u *userpool.User, changes userpool.Attributes) bool {
	return slices.ContainsFunc(changes, func(a userpool.Attribute) bool {
		contact := a.Name == userpool.Email || a.Name == userpool.PhoneNumber
		changed := a.Value != "" && a.Value != u.Attributes.Get(a.Name) && changes.Get(userpool.VerifiedFlag(a.Name)) != "true"
		return contact && changed && (requiresProof(pool, a.Name) || pool.AutoVerified(a.Name))
	})
}

// apply changes a user and answers which codes are to be sent.
func (s *Service) apply(u *userpool.User, pool *userpool.Pool, changes userpool.Attributes) ([]sending, error) {
	var out []sending
	for _, a := range changes {
		contact := a.Name == userpool.Email || a.Name == userpool.PhoneNumber
		if waiting := u.Code(userpool.ToVerify, a.Name); contact && waiting != nil && waiting.Value != a.Value {
			u.DropCode(userpool.ToVerify, a.Name) // the user thought better of it
		}
		if !contact || a.Value == u.Attributes.Get(a.Name) {
			write(u, a)
			continue
		}
		flag := userpool.VerifiedFlag(a.Name)
		vouched := changes.Get(flag) == "true"
		waits := requiresProof(pool, a.Name) && a.Value != "" && !vouched
		if !waits {
			write(u, a)
			if a.Value == "" {
				u.Attributes.Delete(flag)
			} else if !changes.Has(flag) {
				u.Attributes.Set(flag, "false")
			}
		}
		if a.Value != "" && !vouched && (waits || pool.AutoVerified(a.Name)) {
			digits, err := u.NewCode(userpool.ToVerify, a.Name, a.Value, s.now(), s.Pools.Rand)
			if err != nil {
				return nil, err
			}
			out = append(out, sending{code: *u.Code(userpool.ToVerify, a.Name), digits: digits})
		}
	}
	u.SetLogins(pool)
	return out, nil
}

func write(u *userpool.User, a userpool.Attribute) {
	if a.Value == "" {
		u.Attributes.Delete(a.Name)
		return
	}
	u.Attributes.Set(a.Name, a.Value)
}
