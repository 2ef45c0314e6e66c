// Package gateway is the data plane of REST APIs: it serves requests from compiled plans, without a database.
//
//	net/http --ServeAPI--> Request --Serve--> Response --> net/http
//	                          |
//	  find the plan           | unknown API or stage: 403 Forbidden
//	  route                   | exact part > {param} > {proxy+}, method > ANY
//	  authorize               | authorize/: Cognito user pools, with a cache of verified tokens
//	  apiKey                  |
//	  receive                 | the payload is read only now, from a client that may call
//	  validate                | required parameters
//	  mapIn                   | request template by Content-Type
//	  integrate               | integrate/: mock
//	  mapOut                  | integration response -> method response, response template by Accept
//	  respond                 v
//
// A stage that refuses returns a refusal: a type of gateway response with its message and the private explanation. One
// place (refuse.go) renders it with the API's own templates. In the development profile the explanation travels in the
// header x-sallyport-explain, otherwise it goes to the access log alone.
//
// What a plan asks for and this package does not serve is a refusal too, never a passage.
package gateway
