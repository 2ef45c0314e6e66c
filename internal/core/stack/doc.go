// Package stack deploys templates as CloudFormation does: stacks, change sets, events, rollback.
//
//	template ─▶ plan ─▶ checks (nothing made yet) ─▶ row CREATE_IN_PROGRESS ─▶ answer to the client
//	                                                        │ Background
//	                                                        ▼
//	       waves of the dependency graph ─▶ Type.Create / Update ─▶ row and events of each step
//	                │ all went well                  │ something failed
//	                ▼                                ▼
//	       outputs, cleanup, *_COMPLETE     rollback from the rows alone, ROLLBACK_COMPLETE
//
// The rows say at any time what exists and what it was before the running operation, so an operation that was cut off is
// rolled back (or, when it deletes, goes on) by Resume, without its template.
//
// A Type makes one type of resource by calling an AWS API as any client would, in the name of whoever asked for the
// stack. The package knows no type itself: what is not in Service.Types is refused by name before anything is made.
package stack
