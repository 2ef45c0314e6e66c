package token

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/core/userpool"
)

// Person is whom tokens are about, and the client they are for.
type Person struct {
	User   *userpool.User
	Client *userpool.Client
	Groups []*userpool.Group
}

// stamp is what the ID and access token of one moment share.
type stamp struct {
	now       time.Time
	jti       string
	revocable bool // the client's tokens carry jti and origin_jti
}

// access makes a person's access token. Its claims and their order are those of Cognito.
func (m *Minter) access(ctx context.Context, p *Person, g *Grant, at stamp) (string, error) {
	pool, err := m.pool(ctx, g.PoolID)
	if err != nil {
		return "", err
	}
	var claims Object
	claims.Text("sub", g.Sub)
	p.groups(&claims)
	claims.Text("iss", pool.issuer)
	if g.OAuth {
		claims.Number("version", 2)
	}
	claims.Text("client_id", g.ClientID)
	at.origin(&claims, g)
	claims.Text("event_id", g.EventID)
	claims.Text("token_use", string(Access))
	claims.Text("scope", strings.Join(g.Scopes, " "))
	at.times(&claims, g, p.Client.AccessTokenLifetime())
	claims.Text("username", p.User.Username)
	return m.sign(ctx, pool.key(Access), claims.JSON())
}

// id makes a person's ID token, with the attributes that the client may read. The access token is hashed into one that an
// OAuth flow hands out (OpenID Connect Core section 3.1.3.6).
func (m *Minter) id(ctx context.Context, p *Person, g *Grant, at stamp, access string) (string, error) {
	pool, err := m.pool(ctx, g.PoolID)
	if err != nil {
		return "", err
	}
	var claims Object
	if g.OAuth {
		sum := sha256.Sum256([]byte(access))
		claims.Text("at_hash", base64.RawURLEncoding.EncodeToString(sum[:len(sum)/2]))
	}
	claims.Text("sub", g.Sub)
	p.groups(&claims)
	p.flag(&claims, userpool.EmailVerified)
	if role := preferredRole(p.Groups); role != "" {
		claims.Text("cognito:preferred_role", role)
	}
	claims.Text("iss", pool.issuer)
	p.flag(&claims, userpool.PhoneNumberVerified)
	claims.Text("cognito:username", p.User.Username)
	p.attributes(&claims)
	if g.Nonce != "" {
		claims.Text("nonce", g.Nonce)
	}
	at.origin(&claims, g)
	if roles := roles(p.Groups); len(roles) > 0 {
		claims.Texts("cognito:roles", roles)
	}
	claims.Text("aud", g.ClientID)
	claims.Text("event_id", g.EventID)
	claims.Text("token_use", string(ID))
	at.times(&claims, g, p.Client.IDTokenLifetime())
	p.text(&claims, userpool.PhoneNumber)
	p.text(&claims, userpool.Email)
	return m.sign(ctx, pool.key(ID), claims.JSON())
}

func (at stamp) origin(claims *Object, g *Grant) {
	if at.revocable {
		claims.Text("origin_jti", g.ID)
	}
}

func (at stamp) times(claims *Object, g *Grant, life time.Duration) {
	claims.Number("auth_time", g.AuthTime)
	claims.Number("exp", at.now.Unix()+int64(life/time.Second))
	claims.Number("iat", at.now.Unix())
	if at.revocable {
		claims.Text("jti", at.jti)
	}
}

func (p *Person) groups(claims *Object) {
	if len(p.Groups) == 0 {
		return
	}
	names := make([]string, len(p.Groups))
	for i, g := range p.Groups {
		names[i] = g.Name
	}
	claims.Texts("cognito:groups", names)
}

// apart are the attributes that have a place of their own among the claims.
var apart = [...]string{
	userpool.SubAttribute, userpool.Email, userpool.EmailVerified, userpool.PhoneNumber, userpool.PhoneNumberVerified,
}

// attributes adds all other attributes that the client may read. Those of developers are nobody's but theirs.
func (p *Person) attributes(claims *Object) {
	for _, a := range p.User.Attributes {
		if slices.Contains(apart[:], a.Name) || a.Name == "identities" || !p.Client.MayRead(a.Name) {
			continue
		}
		switch n, err := strconv.ParseInt(a.Value, 10, 64); {
		case a.Name == "updated_at" && err == nil:
			claims.Number(a.Name, n)
		case a.Name == "address":
			var address Object
			address.Text("formatted", a.Value)
			claims.raw(a.Name, address.JSON())
		default:
			claims.Text(a.Name, a.Value)
		}
	}
}

func (p *Person) flag(claims *Object, name string) {
	if p.User.Attributes.Has(name) && p.Client.MayRead(name) {
		claims.Flag(name, strings.EqualFold(p.User.Attributes.Get(name), "true"))
	}
}

func (p *Person) text(claims *Object, name string) {
	if value := p.User.Attributes.Get(name); value != "" && p.Client.MayRead(name) {
		claims.Text(name, value)
	}
}

// raw adds a member that is JSON already.
func (o *Object) raw(name string, value []byte) {
	o.name(name)
	o.buf = append(o.buf, value...)
}

// byPrecedence puts the groups that matter most first; groups without a precedence matter least.
func byPrecedence(groups []*userpool.Group) {
	slices.SortStableFunc(groups, func(a, b *userpool.Group) int {
		pa, pb := a.Settings.Precedence, b.Settings.Precedence
		switch {
		case pa == nil && pb == nil:
			return strings.Compare(a.Name, b.Name)
		case pa == nil:
			return 1
		case pb == nil:
			return -1
		case *pa != *pb:
			return int(max(-1, min(1, *pa-*pb)))
		}
		return strings.Compare(a.Name, b.Name)
	})
}

// roles are the different roles of groups, in their order.
func roles(groups []*userpool.Group) []string {
	var out []string
	for _, g := range groups {
		if arn := awsapi.Val(g.Settings.RoleArn); arn != "" && !slices.Contains(out, arn) {
			out = append(out, arn)
		}
	}
	return out
}

// preferredRole is the role of the group that matters most; "" if groups that matter equally have different ones.
func preferredRole(groups []*userpool.Group) string {
	var best *userpool.Group
	role := ""
	for _, g := range groups {
		arn := awsapi.Val(g.Settings.RoleArn)
		switch {
		case arn == "":
		case best == nil:
			best, role = g, arn
		case samePrecedence(best, g) && arn != role:
			return ""
		}
	}
	return role
}

func samePrecedence(a, b *userpool.Group) bool {
	pa, pb := a.Settings.Precedence, b.Settings.Precedence
	return pa == nil && pb == nil || pa != nil && pb != nil && *pa == *pb
}
