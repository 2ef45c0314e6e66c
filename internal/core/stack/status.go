package stack

import "strings"

// Status is the state of a stack or of one of its resources.
type Status string

// The states that stacks and resources go through.
const (
	CreateInProgress Status = "CREATE_IN_PROGRESS"
	CreateFailed     Status = "CREATE_FAILED"
	CreateComplete   Status = "CREATE_COMPLETE"

	RollbackInProgress Status = "ROLLBACK_IN_PROGRESS"
	RollbackFailed     Status = "ROLLBACK_FAILED"
	RollbackComplete   Status = "ROLLBACK_COMPLETE"

	DeleteInProgress Status = "DELETE_IN_PROGRESS"
	DeleteFailed     Status = "DELETE_FAILED"
	DeleteComplete   Status = "DELETE_COMPLETE"
	DeleteSkipped    Status = "DELETE_SKIPPED"

	UpdateInProgress        Status = "UPDATE_IN_PROGRESS"
	UpdateFailed            Status = "UPDATE_FAILED"
	UpdateComplete          Status = "UPDATE_COMPLETE"
	UpdateCleanup           Status = "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"
	UpdateRollback          Status = "UPDATE_ROLLBACK_IN_PROGRESS"
	UpdateRollbackFailed    Status = "UPDATE_ROLLBACK_FAILED"
	UpdateRollbackCleanup   Status = "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS"
	UpdateRollbackComplete  Status = "UPDATE_ROLLBACK_COMPLETE"
	ReviewInProgress        Status = "REVIEW_IN_PROGRESS"
	inProgress                     = "_IN_PROGRESS"
	resourceTypeOfAStack           = "AWS::CloudFormation::Stack"
	userInitiated                  = "User Initiated"
	resourceCreationStarted        = "Resource creation Initiated"
)

// InProgress reports that an operation runs. A stack in review waits for its change set: nothing runs.
func (s Status) InProgress() bool {
	return strings.HasSuffix(string(s), inProgress) && s != ReviewInProgress
}

// Updatable reports a state in which an update may begin.
func (s Status) Updatable() bool {
	switch s {
	case CreateComplete, UpdateComplete, UpdateRollbackComplete:
		return true
	}
	return false
}

// Exists reports that the resource of this state is there, or may be.
func (s Status) Exists() bool { return s != DeleteComplete && s != DeleteSkipped }
