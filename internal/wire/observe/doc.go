// Package observe sees every request that the server answers: it counts them and writes one line for each.
//
//	net/http -> Requests -> edge -> Service, Pool, Document, Own -> the surface
//	               |                   name what they serve; what a surface tells the log meanwhile joins the line (Notes)
//	               |            gateway -> Requests.API
//	               v
//	            metrics and one line of the log, when the answer is written
//
// The gateway is its hot path: it reports by itself, and nothing is allocated for it here.
package observe
