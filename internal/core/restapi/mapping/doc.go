// Package mapping renders the mapping templates of a REST API and reads its parameter mappings.
//
// A template is VTL, with the semantics of Velocity 1.7 and the objects API Gateway adds to it:
//
//	source --Compile--> lex.go -> parse_*.go -> []node   (once, when a deployment becomes a plan)
//	                                              |
//	Env{Input, Context, StageVariables} --Execute-+--> text, and Env.Overrides
//	                                              |
//	     $input ($input.path -> jsonpath*.go)  $util  $context  $stageVariables
//
// A compiled Template is immutable and may be executed by many requests at once; everything a run
// changes lives in its exec and in the Env of that request.
//
// Templates and bodies come from outside, so a run is bounded in every direction: see the constants
// in limits.go. What the engine does not support is an error that names it, never a silent pass.
//
// Beside the engine stand three small readers: Substitute (gateway responses have no VTL),
// ParseParameter and ParseTarget (integration and method parameters), MockStatus (mock integration).
package mapping
