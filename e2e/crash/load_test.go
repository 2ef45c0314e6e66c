package crash

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// worker does one step of its load after the other until the server is down.
type worker interface {
	step()
	pages() *diary
}

// poolWorker makes, changes and deletes user pools and what is in them, and asks for tokens.
type poolWorker struct{ *diary }

func (w poolWorker) pages() *diary { return w.diary }

func (w poolWorker) step() {
	pools := w.of("pool", "")
	if len(pools) == 0 || len(pools) < 3 && w.dice.IntN(12) == 0 {
		w.makePool()
		return
	}
	p := pick(w.diary, pools)
	if p.open() {
		return // its fate is told after the restart
	}
	if w.things[p.path+"/server/base"] == nil {
		w.makeServer(p, "base")
		return
	}
	switch n := w.dice.IntN(24); {
	case n < 3:
		w.updatePool(p)
	case n < 9:
		w.makeOrChangeClient(p)
	case n < 13:
		w.server(p)
	case n < 15:
		w.domain(p)
	case n < 23:
		w.token(p)
	case len(pools) > 1 && len(w.of("domain", p.path)) == 0:
		w.remove(p, func() error { return w.cloud.pools("DeleteUserPool", doc{"UserPoolId": p.id}, nil) })
	}
}

func (w poolWorker) makePool() {
	name := w.draw()
	p := &thing{path: "pool/" + name, value: "8"}
	w.create(p, func() (string, string, error) {
		var out struct {
			UserPool struct {
				ID string `json:"Id"`
			}
		}
		err := w.cloud.pools("CreateUserPool", doc{"PoolName": name, "Policies": passwords("8")}, &out)
		return out.UserPool.ID, "", err
	})
}

func passwords(least string) doc {
	n, _ := strconv.Atoi(least) // made from a number
	return doc{"PasswordPolicy": doc{"MinimumLength": n}}
}

func (w poolWorker) updatePool(p *thing) {
	value := strconv.Itoa(6 + w.dice.IntN(90))
	w.change(p, value, func() error {
		return w.cloud.pools("UpdateUserPool", doc{"UserPoolId": p.id, "Policies": passwords(value)}, nil)
	})
}

func (w poolWorker) makeServer(p *thing, identifier string) {
	s := &thing{path: p.path + "/server/" + identifier, value: "first"}
	w.create(s, func() (string, string, error) {
		return identifier, "", w.cloud.pools("CreateResourceServer", resourceServer(p.id, identifier, "first"), nil)
	})
}

func resourceServer(pool, identifier, name string) doc {
	scopes := []doc{{"ScopeName": "get", "ScopeDescription": "read"}}
	return doc{"UserPoolId": pool, "Identifier": identifier, "Name": name, "Scopes": scopes}
}

func (w poolWorker) server(p *thing) {
	servers := w.of("server", p.path)
	s := pick(w.diary, servers)
	switch n := w.dice.IntN(3); {
	case len(servers) < 4 && n == 0:
		w.makeServer(p, w.draw())
	case n == 1 || s.name() == "base":
		value := w.draw()
		w.change(s, value, func() error {
			return w.cloud.pools("UpdateResourceServer", resourceServer(p.id, s.name(), value), nil)
		})
	default:
		w.remove(s, func() error {
			return w.cloud.pools("DeleteResourceServer", doc{"UserPoolId": p.id, "Identifier": s.name()}, nil)
		})
	}
}

func (w poolWorker) makeOrChangeClient(p *thing) {
	clients := w.of("client", p.path)
	if len(clients) == 0 || len(clients) < 4 && w.dice.IntN(3) == 0 {
		w.makeClient(p)
		return
	}
	c := pick(w.diary, clients)
	if w.dice.IntN(4) == 0 {
		w.remove(c, func() error {
			return w.cloud.pools("DeleteUserPoolClient", doc{"UserPoolId": p.id, "ClientId": c.id}, nil)
		})
		return
	}
	value := strconv.Itoa(5 + w.dice.IntN(1000))
	in := machine(p.id, c.name(), value)
	in["ClientId"] = c.id
	w.change(c, value, func() error { return w.cloud.pools("UpdateUserPoolClient", in, nil) })
}

func (w poolWorker) makeClient(p *thing) {
	c := &thing{path: p.path + "/client/" + w.draw(), value: "5"}
	in := machine(p.id, c.name(), c.value)
	in["GenerateSecret"] = true
	w.create(c, func() (string, string, error) {
		var out struct {
			UserPoolClient struct{ ClientID, ClientSecret string }
		}
		err := w.cloud.pools("CreateUserPoolClient", in, &out)
		return out.UserPoolClient.ClientID, out.UserPoolClient.ClientSecret, err
	})
}

// machine is a client that gets tokens for itself.
func machine(pool, name, minutes string) doc {
	n, _ := strconv.Atoi(minutes) // made from a number
	return doc{
		"UserPoolId": pool, "ClientName": name, "AccessTokenValidity": n, "TokenValidityUnits": doc{"AccessToken": "minutes"},
		"AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": []string{"client_credentials"},
		"AllowedOAuthScopes": []string{"base/get"},
	}
}

func (w poolWorker) domain(p *thing) {
	domains := w.of("domain", p.path)
	if len(domains) == 0 {
		d := &thing{path: p.path + "/domain/" + w.draw()}
		w.create(d, func() (string, string, error) {
			return d.name(), "", w.cloud.pools("CreateUserPoolDomain", doc{"UserPoolId": p.id, "Domain": d.name()}, nil)
		})
		return
	}
	d := domains[0]
	w.remove(d, func() error {
		return w.cloud.pools("DeleteUserPoolDomain", doc{"UserPoolId": p.id, "Domain": d.name()}, nil)
	})
}

func (w poolWorker) token(p *thing) {
	domains, clients := w.of("domain", p.path), w.of("client", p.path)
	if len(domains) == 0 || len(clients) == 0 {
		return
	}
	c := pick(w.diary, clients)
	w.acknowledged("token "+c.path, w.cloud.token(domains[0].name(), c.id, c.secret))
}

// apiWorker defines APIs, deploys them, points stages at deployments, and calls what is served.
type apiWorker struct{ *diary }

func (w apiWorker) pages() *diary { return w.diary }

func (w apiWorker) step() {
	apis := w.of("api", "")
	if len(apis) == 0 || len(apis) < 3 && w.dice.IntN(12) == 0 {
		w.define()
		return
	}
	a := pick(w.diary, apis)
	if a.open() {
		return
	}
	deployments, stages := w.of("deployment", a.path), w.of("stage", a.path)
	switch n := w.dice.IntN(24); {
	case n < 5:
		w.redefine(a)
	case n < 9 && len(deployments) < 5:
		w.deploy(a)
	case n < 14 && len(deployments) > 0:
		w.point(a, pick(w.diary, deployments), stages)
	case n < 15 && len(stages) > 0:
		st := pick(w.diary, stages)
		w.remove(st, func() error { return w.cloud.rest(http.MethodDelete, stagePath(a, st.name()), nil, nil) })
	case n < 17 && len(deployments) > 0:
		w.withdraw(a, pick(w.diary, deployments), stages)
	case n < 23 && len(stages) > 0:
		w.call(a, pick(w.diary, stages))
	case len(apis) > 1:
		w.remove(a, func() error { return w.cloud.rest(http.MethodDelete, "/restapis/"+a.id, nil, nil) })
	}
}

func stagePath(a *thing, name string) string { return "/restapis/" + a.id + "/stages/" + name }

func (w apiWorker) define() {
	a := &thing{path: "api/" + w.draw(), value: tag("", 1)}
	w.create(a, func() (string, string, error) {
		id, err := w.cloud.importAPI(definition(a.name(), 1))
		return id, "", err
	})
}

func (c *cloud) importAPI(definition doc) (string, error) {
	var out struct{ ID string }
	err := c.rest(http.MethodPost, "/restapis?mode=import", definition, &out)
	return out.ID, err
}

// versionOf reads the number behind the last v.
func versionOf(text string) int {
	n, _ := strconv.Atoi(text[strings.LastIndexByte(text, 'v')+1:]) // made from a number
	return n
}

func (w apiWorker) redefine(a *thing) {
	version := versionOf(a.value) + 1
	w.change(a, tag("", version), func() error {
		return w.cloud.rest(http.MethodPut, "/restapis/"+a.id+"?mode=overwrite", definition(a.name(), version), nil)
	})
}

func (w apiWorker) deploy(a *thing) {
	name := tag(w.draw(), versionOf(a.value))
	d := &thing{path: a.path + "/deployment/" + name}
	w.create(d, func() (string, string, error) {
		var out struct{ ID string }
		err := w.cloud.rest(http.MethodPost, "/restapis/"+a.id+"/deployments", doc{"description": name}, &out)
		return out.ID, "", err
	})
}

func (w apiWorker) point(a, to *thing, stages []*thing) {
	if to.open() {
		return
	}
	if len(stages) < 2 {
		st := &thing{path: a.path + "/stage/" + w.draw(), value: to.name()}
		w.create(st, func() (string, string, error) {
			return st.name(), "", w.cloud.rest(http.MethodPost, "/restapis/"+a.id+"/stages", doc{"stageName": st.name(), "deploymentId": to.id}, nil)
		})
		return
	}
	st := pick(w.diary, stages)
	patch := doc{"patchOperations": []doc{{"op": "replace", "path": "/deploymentId", "value": to.id}}}
	w.change(st, to.name(), func() error { return w.cloud.rest(http.MethodPatch, stagePath(a, st.name()), patch, nil) })
}

func (w apiWorker) withdraw(a, d *thing, stages []*thing) {
	for _, st := range stages {
		if st.value == d.name() || st.next == d.name() {
			return
		}
	}
	w.remove(d, func() error { return w.cloud.rest(http.MethodDelete, "/restapis/"+a.id+"/deployments/"+d.id, nil, nil) })
}

// call expects the version that was deployed last, at once.
func (w apiWorker) call(a, st *thing) {
	if st.open() {
		return
	}
	got, err := w.cloud.served(a.id, st.name(), "/version")
	if w.acknowledged("call "+st.path, err) && got != tag("", versionOf(st.value)) {
		w.wrong = append(w.wrong, fmt.Sprintf("%s serves %s, not %s", st.path, got, st.value))
	}
}
