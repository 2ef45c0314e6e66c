// Package template is the CloudFormation template language as pure functions
// over a tree that remembers file, line and column.
//
//	source ──ParseValue──▶ *Value ──New──▶ *Template ──Validate──▶ (nothing created yet)
//	 YAML or JSON          ordered tree     sections, typed        names, shapes, cycles
//
//	*Template ──ResolveParameters──▶ ParameterValues ──NewEvaluator──▶ *Evaluator
//	                                                                   │ conditions and rules decided here
//	                              ┌────────────────────────────────────┤
//	                              ▼                                    ▼
//	                     Graph: who waits for whom       Resource(id), Outputs(): intrinsics replaced
//
// A transform (SAM, Serverless) works between ParseValue and New: it turns one
// tree into another, and the positions it keeps are the ones errors show.
//
// The package knows no resource type. What a Ref or Fn::GetAtt gives, what an
// export holds and what a dynamic reference hides is asked of the caller
// through one-method interfaces; a missing one is a refusal that names what was
// asked for, never an empty string.
package template
